import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../../src/app.ts';
import type { RunningApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { Config } from '../../src/config.ts';
import type { Outside } from '../../src/core/outside.ts';
import type { Dialect } from '../../src/store/database.ts';
import type { WorkspaceMessage, WorkspaceState } from '../../src/workspace/control-api.ts';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import type { WorkspaceClient } from '../../src/workspace/control-client.ts';
import { createMigratedDatabase } from './postgres-database.ts';
import type { Host } from '../../src/host.ts';
import { createRealOutside } from './real-outside.ts';
import { createTestHost } from './test-host.ts';

export interface TestApp extends AsyncDisposable {
  app: RunningApp;
  url: string;
  client: WorkspaceClient;
  /** People and channels of the opening state, by name. */
  state: WorkspaceState;
  user: string;
  channel: string;
  /** Addresses of the sample pages. */
  samples: string[];
  /** Posts as the person. */
  post(text: string, threadTs?: string): Promise<WorkspaceMessage>;
  /** The app's messages in the thread of `ts`. */
  replies(ts: string): Promise<WorkspaceMessage[]>;
  /** Waits for the finished summary in the thread of `ts`. */
  summary(ts: string): Promise<WorkspaceMessage>;
}

export interface TestAppOptions {
  /** Where its state is; default SQLite files in `folder`. */
  dialect?: Dialect;
  environment?: Record<string, string>;
  /** Reuses an earlier app's data. */
  folder?: string;
  /** Default: the machine's own with a silent log. */
  outside?: Outside;
  /** Default: one with room. */
  host?: Host;
  /** With `configs/`, `data/` and `prompts/`; default the repository. */
  rootDirectory?: string;
}

/** The words of the button under every finished summary. */
export const summaryMark = 'Where from?';

const root = join(import.meta.dirname, '..', '..');

/** Configuration of an app on free ports with its data in `folder`. */
export function testConfig(folder: string, environment: Record<string, string> = {}, rootDirectory = root): Config {
  return loadConfig(rootDirectory, {
    PORT: '0',
    GLOSS_HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: join(folder, 'gloss.db'),
    GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
    GLOSS_WORKSPACE_DATABASE_FILE: join(folder, 'workspace.db'),
    GLOSS_SLACK_POST_INTERVAL_MS: '0',
    GLOSS_SLACK_PROGRESS_INTERVAL_MS: '0',
    // One person posts what many would.
    GLOSS_LIMITS_LINKS_PER_PERSON_HOUR: '0',
    GLOSS_LIMITS_LINKS_PER_CHANNEL_HOUR: '0',
    // Tests post the same few sample pages again and again.
    GLOSS_PIPELINE_KNOWN_LINK_DAYS: '0',
    ...environment,
  });
}

/** The whole program with its local workspace, as `npm start` runs it, on free ports and in a folder of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'gloss-app-'));
  const postgres = options.dialect === 'postgres' ? await createMigratedDatabase() : null;
  const place = postgres === null ? {} : { DATABASE_URL: postgres.url };
  const config = testConfig(folder, { ...place, ...options.environment }, options.rootDirectory);
  const app = await startApp(config, options.outside ?? createRealOutside(), options.host ?? createTestHost());
  const url = app.workspace?.url ?? '';
  const client = createWorkspaceClient(url, fetch);
  const opening = await client.call('state', { user: '' }).catch(() => null);
  const state = opening ?? (await client.call('state', { user: 'U0LOCALDSGN' }));
  const user = state.users.find((person) => !person.isBot)?.id ?? '';
  const channel = state.channels.find((candidate) => candidate.name === 'links')?.id ?? '';
  return {
    app,
    url,
    client,
    state,
    user,
    channel,
    samples: state.samples.map((sample) => sample.url),
    async post(text, threadTs) {
      const { message } = await client.call('post', {
        user,
        channel,
        text,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      });
      return message;
    },
    async replies(ts) {
      const { messages } = await client.call('history', { user, channel, thread_ts: ts, limit: 100 });
      return messages.filter((message) => message.bot_id !== undefined);
    },
    async summary(ts) {
      const { message } = await client.call('wait', {
        channel,
        thread_ts: ts,
        contains: summaryMark,
        timeoutMs: 15_000,
      });
      return message;
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await postgres?.[Symbol.asyncDispose]();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
