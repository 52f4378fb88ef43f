import type { EvalBoard } from '../../src/core/eval-desk.ts';
import { goodScripts } from '../pipeline/test-summarizer.ts';
import { evalHouse, fillSmoke } from './eval-deps.ts';
import { createScriptedModel } from './scripted-model.ts';
import type { Script } from './scripted-model.ts';
import { startSlackServer } from './slack-server.ts';
import { openTempStore } from './temp-store.ts';
import { buttonPress, slashCommand, startTestSlackApp } from './test-slack-app.ts';

/** Slack over a real desk, store and job queue; U1 is an operator, U2 reads, U3 is just a member. */
export async function startEvalSlack(options: { items?: number; scripts?: Record<string, Script> } = {}) {
  const temp = await openTempStore();
  await fillSmoke(temp.store, options.items ?? 3);
  const later: { board: EvalBoard | null } = { board: null };
  const model = createScriptedModel({ ...goodScripts, ...options.scripts });
  const house = evalHouse(temp, temp.store, model, {
    board: {
      progress: (...args) => later.board?.progress(...args),
      finish: async (...args) => later.board?.finish(...args),
    },
  });
  const server = await startSlackServer();
  server.always('conversations.open', { ok: true, channel: { id: 'D2' } });
  server.always('files.getUploadURLExternal', { ok: true, upload_url: `${server.url}upload`, file_id: 'F1' });
  server.always('files.completeUploadExternal', { ok: true, files: [{ id: 'F1' }] });
  const slack = await startTestSlackApp({
    server,
    settings: { operators: ['U1'], readers: ['U2'] },
    deps: { evals: house.desk },
  });
  later.board = slack.app.evalBoard;
  const message = (ts: string) => slack.server.messages.find((each) => each.ts === ts);
  return {
    ...house,
    temp,
    slack,
    message,
    type: (text: string, user = 'U1') => slack.receiver.deliver(slashCommand('/eval', text, { user_id: user })),
    press: (id: string, value: string, user = 'U1', ts = '1700000001.000100', threadTs?: string) =>
      slack.receiver.deliver(
        buttonPress(id, value, {
          user: { id: user, team_id: 'T1' },
          trigger_id: `t${slack.server.calls.length}-${id}`,
          container: { type: 'message', channel_id: 'C1', message_ts: ts },
          message: { ts, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) },
        }),
      ),
    async work() {
      house.runner.start();
      await house.runner.idle();
      await house.runner.stop();
    },
    async [Symbol.asyncDispose]() {
      await house.runner.stop({ drainMs: 0 });
      await slack[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

/** The value of a button in a message, as Slack would send it back. */
export const valueOf = (message: unknown, actionId: string): string => {
  const match = new RegExp(`"action_id":"${actionId}"[^}]*?"text":\\{[^}]*\\}[^}]*?"value":"([^"]+)"`).exec(
    JSON.stringify(message),
  );
  if (!match?.[1]) throw new Error(`no ${actionId} in ${JSON.stringify(message)}`);
  return match[1];
};
