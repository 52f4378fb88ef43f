import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { startApp } from '../../src/app.ts';
import type { RunningApp } from '../../src/app.ts';
import type { AuditRecord } from '../../src/core/audit.ts';
import { copyOfRoot } from './copy-of-root.ts';
import { createRealOutside } from './real-outside.ts';
import { signSlackRequest } from './sign-slack-request.ts';
import { createTestHost } from './test-host.ts';
import { startSlackServer, type SlackServer } from './slack-server.ts';
import { testConfig } from './test-app.ts';

/** The whole program in http mode, driven by signed requests as Slack sends them. */
export interface SignedProgram extends AsyncDisposable {
  app: RunningApp;
  server: SlackServer;
  /** A button, a modal or a shortcut. @returns the status and what the acknowledgement carried */
  interact(payload: object): Promise<{ status: number; body: string }>;
  command(fields: Record<string, unknown>): Promise<{ status: number; body: string }>;
  /** Everything that was said to anybody so far: answers, modals, messages. */
  told(): string[];
  /** Newest first; all without a limit. */
  audit(limit?: number): Promise<AuditRecord[]>;
  /** With `prompts/` and the like. */
  rootDirectory: string;
  /** Moves the clock on, which stands still otherwise. */
  later(ms: number): void;
  /** A hash of every table of the main file but those that a refusal may change: the audit log, and what the clock writes. */
  stored(): Record<string, string>;
}

/** What the people of the loopback Slack are. */
export const people: Readonly<Record<string, object>> = {
  UADMIN: {},
  UOPERATOR: {},
  UMEMBER: {},
  UADMIN2: {},
  UMEMBER2: {},
  UGUEST: { is_restricted: true },
  USINGLE: { is_ultra_restricted: true },
  UGONE: { deleted: true },
  UROBOT: { is_bot: true },
  USTRANGER: { is_stranger: true, team_id: 'T8' },
  UELSEWHERE: { team_id: 'T8' },
};

const signingSecret = 'signing-secret-1';
/** Written by the clock or by whoever starts, not by what a person does. */
const restless = new Set([
  'audit',
  'marks',
  'schedules',
  'schedule_slots',
  'alert_memories',
  'canary_runs',
  'gloss_migrations',
  // A turn that is given back leaves an empty place.
  'rate_limits',
]);

function hashOf(rows: unknown[]): string {
  return `${rows.length} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
}

/** @param ownPrompts true gives it prompts that a test may edit */
export async function startSignedProgram(
  environment: Record<string, string> = {},
  { ownPrompts = false } = {},
): Promise<SignedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-signed-'));
  const rootDirectory = ownPrompts ? copyOfRoot(join(folder, 'root')) : join(import.meta.dirname, '..', '..');
  const server = await startSlackServer();
  const real = createRealOutside();
  server.always('users.info', ({ user }) => {
    const facts = people[String(user)];
    return facts === undefined
      ? { ok: false, error: 'user_not_found' }
      : { ok: true, user: { id: user, team_id: 'T1', ...facts } };
  });
  server.always('respond', { ok: true });
  let now = Date.UTC(2026, 2, 2, 9, 7, 30);
  const settings = {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: server.url,
    GLOSS_SLACK_ADMINS: 'UADMIN',
    GLOSS_SLACK_OPERATORS: 'UOPERATOR',
    GLOSS_SLACK_CATCH_UP_HOURS: '0',
    ...environment,
  };
  // Time stands still between two minutes, so that no schedule is due while a test looks at what is stored.
  const outside = { ...real, clock: { ...real.clock, now: () => now } };
  const app = await startApp(testConfig(folder, settings, rootDirectory), outside, createTestHost());
  const send = async (fields: Record<string, string>): Promise<{ status: number; body: string }> => {
    const body = new URLSearchParams(fields).toString();
    const response = await fetch(`http://127.0.0.1:${app.slack.connection().port}/slack/events`, {
      method: 'POST',
      headers: signSlackRequest(signingSecret, body, 'application/x-www-form-urlencoded'),
      body,
    });
    return { status: response.status, body: await response.text() };
  };
  return {
    app,
    server,
    interact: (payload) => send({ payload: JSON.stringify(payload) }),
    command: (fields) => send(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))),
    told: () =>
      server.calls
        .filter(({ method }) => /^(respond|chat\.post|views\.(open|push|update))/.test(method))
        .map(({ args }) => JSON.stringify(args)),
    rootDirectory,
    later: (ms) => void (now += ms),
    audit: (limit = 100_000) => app.store.audit.list('T1', { limit }),
    stored() {
      const file = new Sqlite(join(folder, 'gloss.db'), { readonly: true });
      try {
        const names = file.prepare("select name from sqlite_master where type = 'table' order by 1").pluck().all();
        const rows = (names as string[])
          .filter((name) => !restless.has(name) && !name.startsWith('sqlite_'))
          .map((name) => [name, hashOf(file.prepare(`select * from "${name}"`).all())]);
        return Object.fromEntries(rows) as Record<string, string>;
      } finally {
        file.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
