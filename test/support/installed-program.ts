import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../../src/app.ts';
import type { RunningApp } from '../../src/app.ts';
import type { Log, LogFields, Outside } from '../../src/core/outside.ts';
import { createRealOutside } from './real-outside.ts';
import { signSlackRequest } from './sign-slack-request.ts';
import { startSlackServer, type SlackServer, type SlackTenant } from './slack-server.ts';
import { testConfig } from './test-app.ts';
import { createTestHost } from './test-host.ts';

/** The whole program, installed in workspaces by the pages of its own install flow. */
export interface InstalledProgram extends AsyncDisposable {
  app: RunningApp;
  server: SlackServer;
  folder: string;
  /** Everything that was logged, as text. */
  logged(): string;
  /** Of the pages. */
  base: string;
  browser(): TestBrowser;
  /** Goes through all of the flow, as a person of the workspace does. */
  install(tenant: SlackTenant, browser?: TestBrowser): Promise<{ status: number; text: string }>;
  /** An event of a workspace. @returns the status of the answer */
  event(teamId: string, event: object, changes?: object): Promise<number>;
  /** A button, a modal or a command. */
  interact(payload: object): Promise<number>;
  command(fields: Record<string, string>): Promise<number>;
}

/** Keeps cookies, follows nothing by itself. */
export interface TestBrowser {
  get(url: string): Promise<{ status: number; text: string; headers: Headers }>;
  cookies: Map<string, string>;
}

export const tenants: Record<'first' | 'second', SlackTenant> = {
  first: { teamId: 'T1ONE', name: 'Ferry & Sons', botToken: 'xoxb-first-0123456789', botUserId: 'UBOTONE' },
  second: { teamId: 'T2TWO', name: 'Harbour <b>Office</b>', botToken: 'xoxb-second-0123456789', botUserId: 'UBOTTWO' },
};

const secrets = {
  client: 'client-secret-0123456789',
  signing: 'signing-secret-1',
  state: 'state-secret-0123456789abcdef',
};
export const keys = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];

/** Of all programs of a test: Slack never gives an id twice. */
let eventCount = 0;

export interface InstalledOptions {
  environment?: Record<string, string>;
  /** Goes on with an earlier program's data and its Slack. */
  before?: Pick<InstalledProgram, 'folder' | 'server'>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export async function startInstalledProgram(options: InstalledOptions = {}): Promise<InstalledProgram> {
  const folder = options.before?.folder ?? mkdtempSync(join(tmpdir(), 'gloss-installed-'));
  const server = options.before?.server ?? (await startSlackServer());
  server.always('users.info', ({ user }, token) => ({
    ok: true,
    user: { id: user, team_id: server.tenants.get(token)?.teamId ?? 'T0NONE' },
  }));
  server.always('respond', { ok: true });
  const { log, lines } = recordLog();
  const real = createRealOutside();
  const outside: Outside = { ...real, log, clock: { ...real.clock, now: options.now ?? (() => Date.now()) } };
  const app = await startApp(
    testConfig(folder, {
      SLACK_MODE: 'http',
      SLACK_CLIENT_ID: '12.34',
      SLACK_CLIENT_SECRET: secrets.client,
      SLACK_STATE_SECRET: secrets.state,
      SLACK_SIGNING_SECRET: secrets.signing,
      SLACK_API_URL: server.url,
      GLOSS_SLACK_PUBLIC_URL: 'https://gloss.example',
      GLOSS_STORE_ENCRYPTION_KEYS: keys[0] ?? '',
      GLOSS_SLACK_HOME_TEAM: tenants.first.teamId,
      GLOSS_SLACK_ADMINS: 'UADMIN',
      GLOSS_SLACK_CATCH_UP_HOURS: '0',
      ...options.environment,
    }),
    outside,
    createTestHost(),
  );
  const base = `http://127.0.0.1:${app.slack.connection().port}`;

  const send = async (body: string, contentType: string): Promise<number> => {
    const response = await fetch(`${base}/slack/events`, {
      method: 'POST',
      headers: signSlackRequest(secrets.signing, body, contentType),
      body,
    });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    app,
    server,
    folder,
    base,
    browser: createTestBrowser,
    logged: () => lines.join('\n'),
    async install(tenant, visitor = createTestBrowser()) {
      const url = await beginInstall(base, visitor);
      server.codes.set(`code-${tenant.teamId}`, grant(tenant));
      server.tenants.set(tenant.botToken, tenant);
      const back = new URL('/slack/oauth_redirect', base);
      back.searchParams.set('code', `code-${tenant.teamId}`);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      return visitor.get(back.href);
    },
    event: (teamId, event, changes = {}) =>
      send(
        JSON.stringify({
          type: 'event_callback',
          team_id: teamId,
          api_app_id: 'A1',
          event_id: `Ev${teamId}${(eventCount += 1)}`,
          event_time: Math.floor(outside.clock.now() / 1000),
          authorizations: [
            { team_id: teamId, user_id: 'UBOT', is_bot: true, is_enterprise_install: false, enterprise_id: null },
          ],
          event,
          ...changes,
        }),
        'application/json',
      ),
    interact: (payload) =>
      send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), 'application/x-www-form-urlencoded'),
    command: (fields) => send(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded'),
    async [Symbol.asyncDispose]() {
      await app.stop();
      if (options.before !== undefined) return;
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function createTestBrowser(): TestBrowser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async get(url) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const [name = '', value = ''] = pair.split('=');
        if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
  };
}

/** Opens the install page. @returns where its button leads */
export async function beginInstall(base: string, visitor: TestBrowser): Promise<URL> {
  const { text } = await visitor.get(`${base}/slack/install`);
  const href = /<a class="button" href="([^"]+)"/.exec(text)?.[1] ?? '';
  return new URL(href.replaceAll('&amp;', '&'));
}

/** What Slack gives for the code of a workspace. */
export function grant({ teamId, name, botToken, botUserId }: SlackTenant, changes: object = {}) {
  return {
    ok: true,
    app_id: 'A1',
    authed_user: { id: `UWHO${teamId}` },
    scope: 'chat:write,commands',
    token_type: 'bot',
    access_token: botToken,
    bot_user_id: botUserId,
    team: { id: teamId, name },
    enterprise: null,
    is_enterprise_install: false,
    ...changes,
  };
}

function recordLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (message: string, fields: LogFields = {}) => {
    const seen = new WeakSet<object>();
    const text = JSON.stringify(fields, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      if (seen.has(value)) return '';
      seen.add(value);
      return value instanceof Error
        ? { ...Object.fromEntries(Object.entries(value)), stack: value.stack, cause: value.cause }
        : value;
    });
    lines.push(`${message} ${text}`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return { log, lines };
}
