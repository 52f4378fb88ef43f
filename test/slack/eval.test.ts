import { describe, expect, test } from 'vitest';
import { readEvalResults, writeEvalResults } from '../../src/core/eval-results-file.ts';
import { goodScripts } from '../pipeline/test-summarizer.ts';
import { heronItem } from '../support/eval-item-deps.ts';
import { startEvalSlack, valueOf } from '../support/eval-slack.ts';
import { until } from '../support/until.ts';
import { buttonPress, messageEvent } from '../support/test-slack-app.ts';

describe('/eval run', () => {
  test('says what it will cost, starts when somebody agrees, and shows progress and result in one message', async () => {
    await using app = await startEvalSlack();
    await app.type('run smoke --prompt stage-b@candidate');
    const asked = app.slack.server.callsOf('chat.postEphemeral').at(-1);
    expect(asked?.['text']).toContain('This will cost about $');
    expect(asked?.['text']).toContain('Answers to write 3');
    expect(app.slack.server.messages).toEqual([]);
    const runId = valueOf(asked, 'eval_start');
    await app.press('eval_start', runId);
    await app.press('eval_start', runId);
    expect(app.slack.server.messages).toHaveLength(1);
    const [posted] = app.slack.server.messages;
    expect(posted?.text).toContain('▱▱▱▱▱▱▱▱▱▱ 0/3');
    await app.work();
    expect(app.slack.server.messages).toHaveLength(1);
    const updates = app.slack.server.callsOf('chat.update').filter(({ ts }) => ts === posted?.ts);
    expect(updates.at(-1)?.['text']).toContain('Eval smoke: done: Passed every scorer 3 of 3 (100 %)');
    const card = app.message(posted?.ts ?? '');
    expect(JSON.stringify(card)).toContain('stage-b-compose-reply@candidate');
    expect(app.slack.audited.map(({ action, outcome, after }) => [action, outcome, after])).toEqual([
      ['eval.run', 'done', runId],
      ['eval.run', 'failed', 'stale_button'],
    ]);
  });

  test('starts at once where nothing costs', async () => {
    await using app = await startEvalSlack();
    await app.type('run smoke');
    await app.press('eval_start', valueOf(app.slack.server.callsOf('chat.postEphemeral').at(-1), 'eval_start'));
    await app.work();
    const count = app.slack.server.callsOf('chat.postEphemeral').length;
    await app.type('run smoke');
    await app.work();
    expect(app.slack.server.callsOf('chat.postEphemeral')).toHaveLength(count);
    expect(JSON.stringify(app.slack.server.messages.at(-1))).toContain('3 answers kept');
  });

  test.each([
    ['U2', 'run smoke', /up to the operators/u],
    ['U3', 'list', /read/u],
  ])('is not for everybody: %s is refused %s', async (user, text, message) => {
    await using app = await startEvalSlack();
    await app.type(text, user);
    expect(app.slack.told().join(' ')).toMatch(message);
    expect(app.slack.server.messages).toEqual([]);
    expect(app.slack.audited.at(-1)).toMatchObject({ actorId: user, outcome: 'refused' });
  });

  test.each([
    ['run', /Something is missing after run/u],
    ['run smoek', /no dataset "smoek".*smoke/u],
    ['run smoke --prompt stage-b', /NAME@LABEL/u],
    ['run smoke --prompt stage-z@prod', /stage-b-compose-reply/u],
    ['run smoke --sample none', /whole number/u],
    ['show abcd1234', /no eval run "abcd1234"/u],
    ['compare a', /Something is missing after compare/u],
    ['stop x', /I do not know "stop"/u],
  ])('"%s" is answered with what is right', async (text, message) => {
    await using app = await startEvalSlack();
    await app.type(text);
    expect(app.slack.told().join(' ')).toMatch(message);
  });
});

describe('a run that works', () => {
  test('is cancelled by its button, keeps what it has, and goes on when somebody continues it', async () => {
    const held = Promise.withResolvers<void>();
    let isHeld = true;
    let count = 0;
    await using app = await startEvalSlack({
      items: 12,
      scripts: {
        async 'compose-reply'(request) {
          count += 1;
          if (isHeld && count > 5) {
            held.resolve();
            await new Promise((_resolve, reject) => {
              request.signal.addEventListener('abort', () => reject(request.signal.reason as Error), { once: true });
            });
          }
          return goodScripts['compose-reply'](request);
        },
      },
    });
    await app.type('run smoke');
    await app.press('eval_start', valueOf(app.slack.server.callsOf('chat.postEphemeral').at(-1), 'eval_start'));
    const ts = app.slack.server.messages[0]?.ts ?? '';
    app.runner.start();
    await held.promise;
    await app.press('eval_cancel', valueOf(app.message(ts), 'eval_cancel'));
    await app.runner.idle();
    expect(JSON.stringify(app.message(ts))).toMatch(/Cancelled\./u);
    isHeld = false;
    await app.press('eval_start', valueOf(app.message(ts), 'eval_start'), 'U1', ts);
    await app.runner.idle();
    expect(app.slack.server.messages).toHaveLength(1);
    expect(JSON.stringify(app.message(ts))).toContain('12 of 12 (100 %)');
    expect(count).toBeLessThanOrEqual(12 + 4);
    expect(app.slack.audited.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'eval.run done',
      'eval.cancel done',
      'eval.run done',
    ]);
    await app.press('eval_cancel', valueOf(app.message(ts), 'eval_export'));
    expect(app.slack.told().at(-1)).toContain('ended already');
  });

  test('waits its turn and is cancelled by its id, and its message says so', async () => {
    await using app = await startEvalSlack();
    await app.type('run smoke');
    const runId = valueOf(app.slack.server.callsOf('chat.postEphemeral').at(-1), 'eval_start');
    await app.press('eval_start', runId);
    await app.type(`cancel ${runId.slice(-8)}`, 'U2');
    expect(app.slack.told().at(-1)).toContain('up to the operators');
    await app.type(`cancel ${runId.slice(-8)}`);
    expect(app.slack.told().at(-1)).toContain('is cancelled');
    expect(JSON.stringify(app.slack.server.messages[0])).toContain('Continue');
  });
});

describe('a run that has ended', () => {
  async function done(app: Awaited<ReturnType<typeof startEvalSlack>>): Promise<string> {
    await app.type('run smoke');
    const runId = valueOf(app.slack.server.callsOf('chat.postEphemeral').at(-1), 'eval_start');
    await app.press('eval_start', runId);
    await app.work();
    return runId;
  }

  test('lists its items worst first, opens one with its reasons, and the answer for operators only', async () => {
    await using app = await startEvalSlack({ items: 13 });
    await app.temp.store.datasets.put('smoke', [heronItem({ id: 'item-001', evidence: null })]);
    const runId = await done(app);
    const card = JSON.stringify(app.slack.server.messages[0]);
    expect(card).toContain('Without an answer, scored 0');
    expect(card).toContain('item-001');
    await app.press('eval_items', `${runId}/0`, 'U2');
    const page = JSON.stringify(app.slack.server.callsOf('chat.postEphemeral').at(-1));
    expect(page.indexOf('item-001')).toBeLessThan(page.indexOf('item-000'));
    expect(page).toContain('Next 3');
    await app.press('eval_items', `${runId}/10`, 'U2');
    expect(JSON.stringify(app.slack.server.callsOf('chat.postEphemeral').at(-1))).not.toContain('item-001');
    await app.press('eval_item', `${runId}/0/item-000`);
    const opened = JSON.stringify(app.slack.server.callsOf('views.update').at(-1));
    expect(opened).toContain('Heron is a file synchroniser');
    expect(opened).toContain('Every entry is carried by its sources.');
    await app.press('eval_item', `${runId}/0/item-000`, 'U2');
    const read = JSON.stringify(app.slack.server.callsOf('views.update').at(-1));
    expect(read).not.toContain('Heron is a file synchroniser');
    expect(read).toContain('shown to operators');
    await app.press('eval_item', `${runId}/0/none`);
    expect(JSON.stringify(app.slack.server.calls.slice(-3))).toContain('no longer have this run');
    await app.press('eval_items', `${runId}/0`, 'U3');
    expect(app.slack.audited.at(-1)).toMatchObject({ action: 'eval.read', actorId: 'U3', outcome: 'refused' });
  });

  test('is exported as a file that reads back, run again three times, listed and compared', async () => {
    await using app = await startEvalSlack({ items: 12 });
    const runId = await done(app);
    await app.press('eval_export', runId, 'U2');
    expect(JSON.stringify(app.slack.server.callsOf('upload'))).toContain('gloss-eval-results-1');
    expect(app.slack.server.callsOf('files.completeUploadExternal')).toMatchObject([{ channel_id: 'D2' }]);
    const run = await app.desk.find(runId, 'T1');
    const file = readEvalResults(writeEvalResults(run, await app.desk.results(runId)), 'x.json');
    expect(file).toEqual({ run, results: await app.desk.results(runId), format: 'gloss-eval-results-1' });
    await app.press('eval_repeat', runId);
    const asked = app.slack.server.callsOf('chat.postEphemeral').at(-1);
    expect(asked?.['text']).toContain('Answers to write 24; Kept from earlier runs 12');
    const again = valueOf(asked, 'eval_start');
    await app.press('eval_start', again);
    await app.work();
    expect(await app.desk.find(again, 'T1')).toMatchObject({ itemCount: 36, status: 'done', params: { repeats: 3 } });
    await app.type('list smoke', 'U2');
    const listed = JSON.stringify(app.slack.server.callsOf('chat.postEphemeral').at(-1));
    expect(listed).toContain(runId.slice(-8));
    expect(listed.indexOf(again.slice(-8))).toBeLessThan(listed.indexOf(runId.slice(-8)));
    await app.type(`compare ${runId.slice(-8)} ${again.slice(-8)}`, 'U2');
    expect(JSON.stringify(app.slack.server.callsOf('chat.postEphemeral').at(-1))).toContain('✓ PASS');
    await app.type(`show ${again.slice(-8)} --share`, 'U2');
    expect(JSON.stringify(app.slack.server.messages.at(-1))).toContain('36 of 36');
  });

  test.each(['eval_start', 'eval_cancel', 'eval_items', 'eval_item', 'eval_repeat', 'eval_export'])(
    'the button %s with a value that nobody made is refused politely',
    async (id) => {
      await using app = await startEvalSlack();
      await app.press(id, 'x/y');
      expect(app.slack.told().at(-1)).toContain('I no longer have this run');
    },
  );

  test('of another team does not exist', async () => {
    await using app = await startEvalSlack();
    const runId = await done(app);
    await app.slack.receiver.deliver(
      buttonPress('eval_export', runId, { team: { id: 'T2' }, user: { id: 'U1', team_id: 'T2' }, trigger_id: 'other' }),
    );
    expect(app.slack.server.callsOf('upload')).toEqual([]);
  });
});

test('said to the app in a thread, a run is shown in that thread', async () => {
  await using app = await startEvalSlack();
  const answers = () => app.slack.server.callsOf('chat.postEphemeral');
  const said = async (text: string, eventId: string) => {
    const before = answers().length;
    await app.slack.receiver.deliver(
      messageEvent(
        { type: 'app_mention', ts: `1700000009.0001${eventId.length}0`, thread_ts: '1700000000.000100', text },
        eventId,
      ),
    );
    await until(() => answers().length > before);
  };
  await said('<@UBOT> eval run smoke', 'Ev1');
  const asked = app.slack.server.callsOf('chat.postEphemeral').at(-1);
  expect(asked).toMatchObject({ thread_ts: '1700000000.000100' });
  await app.press('eval_start', valueOf(asked, 'eval_start'), 'U1', '1700000001.000100', '1700000000.000100');
  await app.work();
  expect(app.slack.server.callsOf('chat.postMessage')).toMatchObject([{ thread_ts: '1700000000.000100' }]);
  await said('<@UBOT> eval list', 'Ev22');
  expect(JSON.stringify(app.slack.server.callsOf('chat.postEphemeral').at(-1))).toContain('Eval runs');
});
