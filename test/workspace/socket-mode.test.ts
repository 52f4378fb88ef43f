import { App, LogLevel } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { designer, general, startTestWorkspace, type TestWorkspace } from './test-workspace.ts';
import type { Outside } from '../../src/core/outside.ts';

/** A real Bolt app on the workspace's Socket Mode. */
async function startBolt(
  { address }: TestWorkspace<Outside>,
  listen: (app: App) => void,
): Promise<AsyncDisposable & { app: App }> {
  const app = new App({
    token: address.botToken,
    appToken: address.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: address.apiUrl, retryConfig: { retries: 0 } },
  });
  listen(app);
  await app.start();
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}

describe('Socket Mode', () => {
  test('a posted link reaches Bolt as Slack encodes it and the answer stands in the thread', async () => {
    await using workspace = await startTestWorkspace();
    const seen: unknown[] = [];
    await using _bolt = await startBolt(workspace, (app) => {
      app.message(async ({ message, say }) => {
        seen.push(message);
        await say({ text: 'read it', thread_ts: message.ts });
      });
    });
    const { message } = await workspace.client.call('post', {
      user: designer,
      channel: general,
      text: 'see https://a.example/?x=1&y=2',
    });
    const answer = await workspace.client.call('wait', {
      channel: general,
      thread_ts: message.ts,
      contains: 'read it',
    });
    expect(answer.message).toMatchObject({ text: 'read it', thread_ts: message.ts, bot_id: 'B0LOCALGAPP' });
    expect(seen).toMatchObject([{ type: 'message', user: designer, text: 'see <https://a.example/?x=1&amp;y=2>' }]);
  });
});
