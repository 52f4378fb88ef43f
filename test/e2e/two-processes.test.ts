import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApp } from '../../src/app.ts';
import type { RunningApp } from '../../src/app.ts';
import { codeScorerIds } from '../support/eval-item-deps.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiServer } from '../support/openai-server.ts';
import { findPostgres } from '../support/postgres.ts';
import { createPostgresDatabase } from '../support/postgres-database.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { createTestHost } from '../support/test-host.ts';
import { startTestApp, summaryMark, testConfig } from '../support/test-app.ts';
import type { TestApp } from '../support/test-app.ts';
import { until } from '../support/until.ts';

interface Fleet extends AsyncDisposable {
  /** With the local workspace. */
  first: TestApp;
  /** The same app in the same workspace and database, with files of its own. */
  second: RunningApp;
}

/** @param environments of the first and the second, where they differ */
async function startFleet(environments: readonly Record<string, string>[] = []): Promise<Fleet> {
  const database = await createPostgresDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'gloss-second-'));
  const first = await startTestApp({ environment: { DATABASE_URL: database.url, ...environments[0] } });
  const { workspace } = first.app;
  if (workspace === null) throw new Error('the first has a workspace');
  const config = testConfig(folder, {
    DATABASE_URL: database.url,
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    // The first has these of its workspace; all processes of a fleet have the same settings.
    GLOSS_SLACK_ADMINS: workspace.adminUserId,
    GLOSS_ALERTS_CHANNEL_ID: workspace.generalChannelId,
    GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${workspace.port}`,
    ...environments[1],
  });
  const second = await startApp(config, createRealOutside(), createTestHost());
  return {
    first,
    second,
    async [Symbol.asyncDispose]() {
      await second.stop();
      await first[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// Without PostgreSQL on the machine this is shown as skipped; CI installs it and lets nothing be skipped.
describe.skipIf(findPostgres() === null)('two processes on one PostgreSQL', () => {
  it('share the links, answer each once, take a double click for one press and keep one chain', async () => {
    await using fleet = await startFleet();
    const { first, second } = fleet;
    const heardBefore = second.slack.connection().lastEventAt;
    const posted = [];
    for (const sample of [...first.samples, ...first.samples]) posted.push(await first.post(sample));
    for (const { ts } of posted) await first.summary(ts);
    // Slack dealt its events to both.
    expect(second.slack.connection().lastEventAt).not.toBe(heardBefore);
    expect(first.app.slack.connection().lastEventAt).not.toBeNull();
    for (const { ts } of posted) {
      const answers = (await first.replies(ts)).filter((message) => JSON.stringify(message).includes(summaryMark));
      expect(answers).toHaveLength(1);
    }
    // A job ends a moment after its last message.
    await until(async () => {
      const { queued, running } = await second.store.jobs.counts();
      return queued + running === 0;
    });
    expect((await second.store.jobs.list({ limit: 100 })).filter(({ status }) => status !== 'done')).toEqual([]);

    const { ts } = posted[0] ?? { ts: '' };
    const [answer] = await first.replies(ts);
    if (answer === undefined) throw new Error('it was answered');
    const click = () =>
      first.client.call('click', {
        user: first.user,
        container: { channel: first.channel, ts: answer.ts },
        action_id: 'vote_up',
      });
    const summary = await first.app.store.summaries
      .ofThread(first.state.team.id, first.channel, ts)
      .then(([found]) => found);
    // Each click goes to another process.
    await Promise.all([click(), click()]);
    await until(async () => (await second.store.feedback.counts(summary?.id ?? '')).up === 1);
    expect(await first.app.store.feedback.counts(summary?.id ?? '')).toEqual({ up: 1, down: 0 });
    expect(await second.store.audit.verify()).toMatchObject({ brokenAt: null });
  }, 120_000);

  it('cancel an eval that the other one runs', async () => {
    await using one = await silentModel();
    await using other = await silentModel();
    const models = [one, other];
    await using fleet = await startFleet(models.map(({ server }) => evalEnvironment(server)));
    const { first, second } = fleet;
    const { client, channel } = first;
    const user = first.app.workspace?.adminUserId ?? '';
    const heard = (): (number | null)[] => [first.app, second].map(({ slack }) => slack.connection().lastEventAt);
    const runs = () => first.app.store.evalRuns.list({ limit: 10 });
    const press = async (actionId: string, runId: string): Promise<void> => {
      const buttons = async () =>
        (await client.call('history', { user, channel, limit: 100 })).messages.filter(({ blocks }) => {
          const shown = JSON.stringify(blocks ?? []);
          return shown.includes(actionId) && shown.includes(runId);
        });
      await until(async () => (await buttons()).length > 0);
      const ts = (await buttons())[0]?.ts ?? '';
      await client.call('click', { user, container: { channel, ts }, action_id: actionId });
    };
    let crossed = 0;
    for (let attempt = 0; crossed === 0 && attempt < 4; attempt += 1) {
      for (const model of models) model.asked = 0;
      await client.call('command', { user, channel, command: '/eval', text: 'run smoke --sample 4 --fresh' });
      await press('eval_start', '');
      await until(() => models.some(({ asked }) => asked > 0));
      const [run] = await runs();
      const worker = models.findIndex(({ asked }) => asked > 0);
      const before = heard();
      await press('eval_cancel', run?.id ?? '');
      await until(async () => (await runs())[0]?.status === 'cancelled');
      const after = heard();
      if (after[worker] === before[worker]) crossed += 1;
      // The next press is dealt to the other.
      else await client.call('command', { user, channel, command: '/gloss', text: 'help' });
    }
    expect(crossed).toBe(1);
    await until(async () => (await second.store.jobs.counts()).running === 0);
  }, 120_000);
});

interface SilentModel extends AsyncDisposable {
  server: OpenaiServer;
  asked: number;
}

/** Hears questions and answers none. */
async function silentModel(): Promise<SilentModel> {
  const server = await createOpenaiServer({
    replies() {
      model.asked += 1;
      return { kind: 'hang' };
    },
  });
  const model: SilentModel = { server, asked: 0, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  return model;
}

function evalEnvironment(server: OpenaiServer): Record<string, string> {
  return {
    OPENAI_BASE_URL: server.baseUrl,
    GLOSS_EVALS_SCORERS: codeScorerIds.join(','),
    GLOSS_LLM_DAILY_BUDGET_USD: '0',
  };
}
