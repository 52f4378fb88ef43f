import { expect, test } from 'vitest';
import type { PromotionVerdict } from '../../src/core/promotion.ts';
import type { TrialPayload } from '../../src/pipeline/try-prompt.ts';
import { promptVersionOf } from '../../src/prompts/prompt-file.ts';
import type { PromptFile } from '../../src/prompts/prompt-file.ts';
import { createMemoryPromptDesk } from '../support/memory-prompt-desk.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { buttonPress, noSplits, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

function greeting(text: string): PromptFile {
  return {
    name: 'greet-people',
    description: 'Greets.',
    variables: ['who'],
    config: {},
    content: [{ role: 'system', content: `${text} {{who}}\n  <!channel> *keep* this` }],
  };
}

const [first, second, third] = ['Hello', 'Good day', 'Welcome'].map((text) => promptVersionOf(greeting(text)));

async function start(verdict: PromotionVerdict['outcome'] = 'passed', promptSplits = noSplits) {
  const files = [greeting('Hello')];
  const desk = createMemoryPromptDesk({
    files,
    check: () => Promise.resolve({ outcome: verdict, reason: 'grounding fell by 0.20 on smoke.', evalRunId: null }),
  });
  await desk.sync();
  const slack = await startTestSlackApp({ deps: { prompts: desk, promptSplits }, settings: { admins: ['U2'] } });
  return {
    desk,
    slack,
    /** Edits the file. */
    edit: (text: string) => void files.splice(0, 1, greeting(text)),
    async type(text: string, userId = 'U2'): Promise<string> {
      await slack.receiver.deliver(slashCommand('/prompt', text, { user_id: userId }));
      const calls = slack.server.callsOf('chat.postEphemeral');
      return JSON.stringify(calls.at(-1)?.['blocks'] ?? '');
    },
    views: () => slack.server.callsOf('views.open'),
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}

test('a prompt is edited, synced, compared, promoted and rolled back, and each change is in the audit log', async () => {
  await using room = await start();
  expect(await room.type('sync')).toContain('Nothing is new: all 1 prompt files are known');
  room.edit('Good day');
  expect(await room.type('sync')).toContain(`greet-people ${second} is new and is the candidate now`);
  expect(await room.type('list')).toContain(`"prompt_compare"`);

  await room.type('diff greet');
  const modal = JSON.stringify(room.views()[0]?.['view']);
  expect(modal).toContain('"text":"Hello","style":{"strike":true}');
  expect(modal).toContain('"text":"Good day ","style":{"bold":true}');

  expect(await room.type('promote greet --reason "reads better"')).toContain(`It was ${first} and is ${second} now.`);
  expect(await room.desk.labels.current('greet-people', 'prod')).toBe(second);
  expect(await room.type('rollback greet-people')).toContain(`is ${first} now.`);
  expect(
    room.slack.audited.map(({ action, target, before, after, reason, outcome }) => [
      action,
      target,
      before,
      after,
      reason,
      outcome,
    ]),
  ).toEqual([
    ['prompt.sync', 'prompts/*.yaml', null, 'nothing new', null, 'done'],
    ['prompt.sync', 'prompts/*.yaml', null, `greet-people@candidate=${second}`, null, 'done'],
    ['prompt.promote', 'greet-people@prod', first, second, 'reads better', 'done'],
    ['prompt.rollback', 'greet-people@prod', second, first, null, 'done'],
  ]);
  const shown = await room.type(`show greet ${second}`);
  expect(shown).toContain('reads better');
  expect(shown).toContain('rollback');
});

test('what a prompt says is shown as literal text with its white space', async () => {
  await using room = await start();
  const shown = await room.type('show greet');
  expect(shown).toContain('rich_text_preformatted');
  expect(shown).toContain('  <\u2060!channel> *keep* this');
  expect(shown).not.toContain('<!channel>');
});

test.each(['failed', 'none'] as const)(
  'a promotion where the eval says %s needs force and a reason',
  async (verdict) => {
    await using room = await start(verdict);
    room.edit('Good day');
    await room.type('sync');
    const refused = await room.type('promote greet');
    expect(refused).toContain('grounding fell by 0.20 on smoke.');
    expect(refused).toContain('--force --reason');
    expect(await room.type('promote greet --force')).toContain('with a reason');
    expect(await room.desk.labels.current('greet-people', 'prod')).toBe(first);
    await room.type('promote greet --force --reason "prod is broken"');
    expect(await room.desk.labels.current('greet-people', 'prod')).toBe(second);
    expect(room.slack.audited.slice(-3).map(({ outcome, after }) => [outcome, after])).toEqual([
      ['failed', 'promotion_refused'],
      ['failed', 'reason_missing'],
      ['done', second],
    ]);
  },
);

test('only admins change anything, and a refusal is in the audit log', async () => {
  await using room = await start();
  room.edit('Good day');
  for (const text of ['sync', 'promote greet prod --label staging', 'rollback greet']) {
    expect(await room.type(text, 'U1')).toContain('admins');
  }
  expect(room.slack.audited.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'prompt.sync refused',
    'prompt.promote refused',
    'prompt.rollback refused',
  ]);
  expect(await room.type('list', 'U1')).toContain(first);
});

test('Undo takes a promotion back while it is the newest move, for admins', async () => {
  await using room = await start();
  for (const text of ['Good day', 'Welcome']) {
    room.edit(text);
    await room.type('sync');
    await room.type('promote greet');
  }
  const press = (value: string, user = 'U2') =>
    room.slack.receiver.deliver(buttonPress('prompt_undo', value, { user: { id: user, team_id: 'T1' } }));
  const [newest, older] = (await room.desk.labels.history('greet-people', 'prod')).map(({ id }) => id);
  expect(newest).toBeGreaterThan(older ?? 0);
  await press(`${older}/greet-people/prod`);
  expect(room.slack.told().at(-1)).toContain('was moved meanwhile');
  await press(`${newest}/greet-people/prod`, 'U1');
  expect(await room.desk.labels.current('greet-people', 'prod')).toBe(third);
  await press(`${newest}/greet-people/prod`);
  expect(await room.desk.labels.current('greet-people', 'prod')).toBe(second);
  await press('nonsense');
  expect(room.slack.told().at(-1)).toContain('no longer know this move');
});

test.each([
  ['show gret-people', 'Did you mean greet-people?'],
  ['show greet cand', 'has neither a label nor a version'],
  ['diff', 'Something is missing after diff'],
  ['promote greet --label live', 'is none of prod, candidate, staging'],
  ['promte greet', 'Did you mean promote?'],
])('/prompt %s is answered with what is allowed', async (text, answer) => {
  await using room = await start();
  expect(await room.type(text)).toContain(answer);
});

test('Compare in the list opens the modal', async () => {
  await using room = await start();
  room.edit('Good day');
  await room.type('sync');
  await room.slack.receiver.deliver(buttonPress('prompt_compare', 'greet-people'));
  expect(room.views()[0]?.['trigger_id']).toBe('trigger-1');
});

test('a trial opens a window at once and becomes a job with both versions', async () => {
  await using room = await start();
  room.edit('Good day');
  await room.type('sync');
  await room.type('try greet@candidate <https://heron.example/notes|heron.example/notes>');
  expect(JSON.stringify(room.views()[0]?.['view'])).toContain('Reading the page');
  expect(room.slack.trials).toEqual([
    {
      viewId: 'V1',
      userId: 'U2',
      url: 'https://heron.example/notes',
      promptName: 'greet-people',
      versions: [first, second],
      labels: ['prod', 'candidate'],
    },
  ]);
  expect(room.slack.audited.at(-1)).toMatchObject({ action: 'prompt.try', target: `greet-people@${second}` });
});

test.each([
  ['try greet@candidate heron', 'is no link'],
  ['try greet@prod https://heron.example/', 'are the same version'],
  ['try greet https://heron.example/', 'has neither a label nor a version'],
])('/prompt %s starts nothing', async (text, answer) => {
  await using room = await start();
  expect(await room.type(text)).toContain(answer);
  expect(room.slack.trials).toEqual([]);
});

test('a trial is for operators', async () => {
  await using room = await start();
  room.edit('Good day');
  await room.type('sync');
  expect(await room.type('try greet https://heron.example/', 'U1')).toContain('operators');
  expect(room.slack.trials).toEqual([]);
});

test('a finished trial replaces what the window showed; a closed window is left alone', async () => {
  await using room = await start();
  const payload: TrialPayload = {
    viewId: 'V7',
    userId: 'U2',
    url: 'https://heron.example/notes',
    promptName: 'greet-people',
    versions: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
    labels: ['prod', ''],
  };
  const { draft, gates, evidence } = sampleSummary();
  const outcome = { ...sampleSummary(), draft, gates, evidence };
  const side = { outcome, durationMs: 2400, traceId: 't' };
  const board = room.slack.app.trialBoard;
  await board.finish('V7', payload, [
    { ...side, version: 'aaaaaaaaaaaa', label: 'prod' },
    {
      ...side,
      version: 'bbbbbbbbbbbb',
      label: '',
      outcome: {
        ...outcome,
        draft: null,
        gates: [{ id: 'grounding', value: 0, passed: false, reason: 'not <!here> on the page' }],
      },
    },
  ]);
  const shown = room.slack.server.callsOf('views.update').at(-1);
  expect(shown?.['view_id']).toBe('V7');
  const view = JSON.stringify(shown?.['view']);
  expect(view).toContain('Version\\naaaaaaaaaaaa (prod)');
  expect(view).toContain('✗ grounding: not <\u2060!here> on the page');
  expect(view).toContain('TLDR\\n(nothing)');
  room.slack.server.always('views.update', { ok: false, error: 'not_found' });
  await board.progress('V7', 'still there?');
});

test('a split is started, compared and stopped by admins, shown to all, and in the audit log', async () => {
  const split = {
    id: 's1',
    name: 'greet-people',
    a: 'prod',
    b: 'candidate',
    sharePercent: 30,
    startedBy: 'U2',
    startedAt: 1_790_000_000_000,
    endedBy: null,
    endedAt: null,
  };
  const asked: unknown[] = [];
  await using room = await start('passed', {
    start: (request) => (asked.push(request), Promise.resolve(split)),
    stop: () => Promise.resolve({ ...split, endedBy: 'U2', endedAt: 1_790_000_100_000 }),
    running: () => Promise.resolve([split]),
    report: () =>
      Promise.resolve({
        split,
        fallbacks: { a: 0, b: 2 },
        measures: [
          {
            name: 'Links summarized',
            unit: 'share',
            a: { n: 70, mean: 0.95 },
            b: { n: 30, mean: 0.8 },
            difference: { value: -0.15, low: -0.32, high: -0.01 },
          },
          { name: 'Cost', unit: 'usd', a: { n: 4, mean: 0.01 }, b: { n: 0, mean: null }, difference: null },
        ],
      }),
  });
  const started = await room.type('ab greet prod candidate --share 30');
  expect(asked).toEqual([{ name: 'greet-people', a: 'prod', b: 'candidate', sharePercent: 30, by: 'U2' }]);
  for (const text of [
    'candidate, 30 % of links',
    '95 % (70)',
    '−15 %',
    '−32 % to −1 %',
    'B is lower',
    'too few',
    'gone for 2 links',
  ]) {
    expect(started).toContain(text);
  }
  expect(await room.type('ab greet', 'U1')).toContain('B is lower');
  expect(await room.type('ab')).toContain('30 %');
  expect(await room.type('ab greet stop', 'U1')).toContain('admins');
  await room.type('ab greet stop');
  expect(await room.type('ab greet prod')).toContain('a split needs two');
  expect(await room.type('ab greet prod candidate --share 100')).toContain('no whole number from 1 to 99');
  expect(room.slack.audited.map(({ action, target, after, outcome }) => [action, target, after, outcome])).toEqual([
    ['prompt.split', 'greet-people', 'prod and candidate, 30 % to the second', 'done'],
    ['prompt.split', 'greet-people', expect.anything(), 'refused'],
    ['prompt.split', 'greet-people', 'stopped', 'done'],
  ]);
});
