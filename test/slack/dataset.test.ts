import { expect, test } from 'vitest';
import type { StoredSummary } from '../../src/core/ports.ts';
import { validateMessage, validateView } from '../../src/slack/blocks/validate-blocks.ts';
import { sampleDatasetItem } from '../support/sample-dataset-item.ts';
import type { SlackArguments } from '../support/slack-server.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { buttonPress, slashCommand, startTestSlackApp, type TestSlackApp } from '../support/test-slack-app.ts';

const admin = { settings: { admins: ['U2'], readers: ['members'] } };

async function start(summaries: readonly StoredSummary[] = [sampleSummary()]): Promise<TestSlackApp> {
  const slack = await startTestSlackApp(admin);
  for (const summary of summaries) slack.summaries.set(summary.id, summary);
  slack.server.messages.push({ channel: 'C1', ts: '1700000001.000100', thread_ts: '1700000000.000100' });
  return slack;
}

const type = (slack: TestSlackApp, text: string, changes: Record<string, unknown> = {}) =>
  slack.receiver.deliver(slashCommand('/dataset', text, changes));

const problemsOf = (answer: SlackArguments | undefined) =>
  validateMessage({ text: String(answer?.['text']), blocks: answer?.['blocks'] as readonly unknown[] });

let submissions = 0;

function submit(
  callbackId: string,
  privateMetadata: string,
  values: Record<string, object>,
  userId = 'U2',
): Record<string, unknown> {
  return {
    type: 'view_submission',
    team: { id: 'T1' },
    user: { id: userId, name: 'engineer', team_id: 'T1' },
    trigger_id: `submission-${(submissions += 1)}`,
    view: {
      id: 'V1',
      type: 'modal',
      callback_id: callbackId,
      hash: 'h1',
      private_metadata: privateMetadata,
      state: { values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { [id]: value }])) },
    },
  };
}

const ticked = (...ids: string[]) => ({ type: 'checkboxes', selected_options: ids.map((value) => ({ value })) });
const typed = (value: string | null) => ({ type: 'plain_text_input', value });

test('list, show and stats draw what is there, within Slack’s limits', async () => {
  await using slack = await start();
  await slack.datasets.ensure({ name: 'smoke', description: 'A few pages.', origin: 'file' });
  await slack.datasets.put(
    'smoke',
    Array.from({ length: 30 }, (_, index) =>
      sampleDatasetItem({ id: `item-${String(index).padStart(2, '0')}`, score: index / 30, tags: ['docs'] }),
    ),
  );
  for (const text of ['list', 'show smoke', 'show smoke item-03', 'stats smoke']) await type(slack, text);
  const answers = slack.server.callsOf('chat.postEphemeral');
  expect(answers).toHaveLength(4);
  for (const answer of answers) expect(problemsOf(answer)).toEqual([]);
  const shown = answers.map((answer) => JSON.stringify(answer['blocks']));
  expect(shown[0]).toContain('data/datasets/smoke.json');
  expect(shown[1]).toContain('item-24');
  expect(shown[1]).not.toContain('item-25');
  expect(shown[2]).toContain('Heron keeps its index in memory.');
  expect(shown[3]).toContain('0.9–1.0');
  await slack.receiver.deliver(buttonPress('dataset_more', 'smoke/item-24'));
  const more = JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1)?.['blocks']);
  expect(more).toContain('item-29');
  expect(more).not.toContain('item-24');
  await type(slack, 'show smok');
  expect(slack.told().at(-1)).toContain('Did you mean smoke?');
});

test('items of a channel that the person cannot see are hidden', async () => {
  await using slack = await startTestSlackApp({ settings: { readers: ['members'] } });
  slack.server.always('conversations.info', { ok: true, channel: { id: 'C9', is_private: true } });
  await slack.datasets.ensure({ name: 'smoke', description: 'A few pages.', origin: 'store' });
  await slack.datasets.put('smoke', [
    sampleDatasetItem({ id: 'open' }),
    sampleDatasetItem({ id: 'hidden', channelId: 'C9' }),
  ]);
  await type(slack, 'show smoke');
  const shown = JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1)?.['blocks']);
  expect(shown).toContain('open');
  expect(shown).toContain('1 of this page come from channels you cannot see');
  expect(shown).not.toContain('"hidden"');
  await type(slack, 'show smoke hidden');
  expect(slack.told().at(-1)).toContain('a channel you cannot see');
});

test('the menu of a summary adds it to a dataset, with its page', async () => {
  await using slack = await start();
  const menu = (userId: string) =>
    buttonPress('summary_menu', '', {
      user: { id: userId, team_id: 'T1' },
      actions: [
        {
          type: 'overflow',
          action_id: 'summary_menu',
          block_id: 'b',
          selected_option: { value: 'dataset/sum-1:1' },
          action_ts: `menu ${userId}`,
        },
      ],
    });
  await slack.receiver.deliver(menu('U3'));
  expect(slack.server.callsOf('views.open')).toEqual([]);
  await slack.receiver.deliver(menu('U2'));
  const view = slack.server.callsOf('views.open')[0]?.['view'];
  expect(validateView(view)).toEqual([]);
  const wrong = await slack.receiver.deliver(submit('dataset_add', 'sum-1:1', { newDataset: typed('Not A Name') }));
  expect(wrong.answer).toMatchObject({ response_action: 'errors' });
  await slack.receiver.deliver(
    submit('dataset_add', 'sum-1:1', {
      newDataset: typed('ferries'),
      theme: typed('Reliability'),
      tags: typed('Log replay'),
    }),
  );
  const [item] = await slack.datasets.items('ferries', { limit: 10 });
  expect(item).toMatchObject({
    id: 'sum-1.1',
    status: 'active',
    addedBy: 'U2',
    expectedTheme: 'Reliability',
    channelId: 'C1',
    tags: ['generic', 'lang:en', 'log', 'replay'],
  });
  expect(item?.evidence).toEqual(sampleSummary().evidence);
  expect(item?.referenceResponse).toContain('TLDR: Ferry is a replicated log.');
  expect(slack.audited.at(-1)).toMatchObject({ action: 'dataset.add', target: 'ferries', outcome: 'done' });
});

test('a thumb down opens the form of reasons, and a thumb up or a second press does not', async () => {
  await using slack = await start();
  const opened = () => slack.server.callsOf('views.open').length;
  await slack.receiver.deliver(buttonPress('vote_up', 'sum-1:1'));
  expect(opened()).toBe(0);
  const order: string[] = [];
  slack.server.always('views.open', () => {
    order.push('opened');
    return { ok: true, view: { id: 'V1', hash: 'h1' } };
  });
  await slack.receiver.deliver(buttonPress('vote_down', 'sum-1:1'), () => order.push('acknowledged'));
  expect(order).toEqual(['acknowledged', 'opened']);
  expect(validateView(slack.server.callsOf('views.open')[0]?.['view'])).toEqual([]);
  await slack.receiver.deliver(buttonPress('vote_down', 'sum-1:1'));
  expect(opened()).toBe(1);
});

test('from a thumb down to a confirmed eval case', async () => {
  await using slack = await start();
  await slack.receiver.deliver(buttonPress('vote_down', 'sum-1:1', { user: { id: 'U3', team_id: 'T1' } }));
  const empty = await slack.receiver.deliver(submit('vote_reason', 'sum-1:1', { comment: typed(null) }, 'U3'));
  expect(empty.answer).toMatchObject({ response_action: 'errors', errors: { comment: expect.any(String) as string } });
  await slack.receiver.deliver(
    submit(
      'vote_reason',
      'sum-1:1',
      {
        reasons: ticked('wrong_facts', 'not one of ours'),
        comment: typed('Mail me at anna@ferry.example: nine seconds is wrong.'),
        evalCase: ticked('yes'),
      },
      'U3',
    ),
  );
  expect(await slack.feedback.reasons('sum-1')).toMatchObject([{ userId: 'U3', reasons: ['wrong_facts'] }]);
  const [candidate] = await slack.datasets.items('needs_improvement', { limit: 10 });
  expect(candidate).toMatchObject({ id: 'sum-1.1', status: 'candidate', referenceResponse: null });
  expect(candidate?.tags).toEqual(expect.arrayContaining(['eval-case', 'vote']));
  expect(candidate?.notes).toContain('Something in it is not true. “Mail me at [');
  expect(candidate?.notes).not.toContain('anna@');
  expect(candidate?.evidence?.snippets).toHaveLength(3);

  await type(slack, 'review', { user_id: 'U3' });
  expect(slack.told().at(-1)).toContain('up to the admins');
  await type(slack, 'review');
  const review = slack.server.callsOf('chat.postEphemeral').at(-1);
  expect(problemsOf(review)).toEqual([]);
  expect(JSON.stringify(review)).toContain('Is this a page that answers should get better on?');
  const confirm = () => slack.receiver.deliver(buttonPress('dataset_confirm', 'needs_improvement/sum-1.1'));
  await confirm();
  expect((await slack.datasets.getItem('needs_improvement', 'sum-1.1'))?.status).toBe('active');
  expect(slack.audited.at(-1)).toMatchObject({
    action: 'dataset.review',
    target: 'needs_improvement/sum-1.1',
    before: 'candidate',
    after: 'active',
  });
  expect(slack.told().at(-1)).toContain('No more candidates');
  await confirm();
  expect(slack.told().at(-1)).toContain('decided already');
  await type(slack, 'review');
  expect(slack.told().at(-1)).toContain('Nothing waits');
});

test('a reason for a thumb that was taken back is refused', async () => {
  await using slack = await start();
  await slack.receiver.deliver(submit('vote_reason', 'sum-1:1', { reasons: ticked('wrong_facts') }, 'U3'));
  expect(await slack.feedback.reasons('sum-1')).toEqual([]);
  expect(JSON.stringify(slack.server.callsOf('views.open'))).toContain('no longer there');
});

test('a thread gives its links, with summaries where there are some', async () => {
  await using slack = await start([sampleSummary({ messageTs: '1700000000.000100' })]);
  slack.server.messages.push(
    { channel: 'C1', ts: '1700000000.000100', text: 'see <https://www.ferry.example/log> says <@U5>' },
    {
      channel: 'C1',
      ts: '1700000002.000100',
      thread_ts: '1700000000.000100',
      text: 'and <https://other.example/page>',
    },
  );
  await type(
    slack,
    'import ferries https://team.slack.com/archives/C1/p1700000002000100?thread_ts=1700000000.000100&amp;cid=C1',
  );
  expect(slack.told().at(-1)).toContain('ferries: 2 items added');
  const items = await slack.datasets.items('ferries', { limit: 10 });
  expect(items.map(({ url, slackText }) => [url, slackText])).toEqual(
    expect.arrayContaining([
      ['https://other.example/page', 'and <https://other.example/page>'],
      ['https://www.ferry.example/log?utm_source=chat', 'see <https://www.ferry.example/log> says @someone'],
    ]),
  );
  expect(slack.audited.at(-1)).toMatchObject({ action: 'dataset.import', target: 'ferries', outcome: 'done' });
  await type(slack, 'import ferries https://team.slack.com/archives/C1/nothing');
  expect(slack.told().at(-1)).toContain('no address of a message');
  await type(slack, 'import ferries https://team.slack.com/archives/C1/p1700000002000100', { user_id: 'U3' });
  expect(slack.told().at(-1)).toContain('up to the admins');
});

test('a page without a summary is added to be read later, and a bad address is refused', async () => {
  await using slack = await start();
  await type(slack, 'add smoke <https://new.example/page> --theme "Data and search" --tags "docs,long"');
  expect(await slack.datasets.items('smoke', { limit: 10 })).toMatchObject([
    { url: 'https://new.example/page', evidence: null, expectedTheme: 'Data and search', tags: ['docs', 'long'] },
  ]);
  await type(slack, 'add smoke nonsense');
  expect(slack.told().at(-1)).toContain('no address of a page');
});

test('import without a source opens a form for a file, and without a name reads the files again', async () => {
  await using slack = await start();
  await type(slack, 'import mine');
  const [form] = slack.server.callsOf('views.open');
  expect(form).toMatchObject({ view: { callback_id: 'dataset_import', private_metadata: 'mine' } });
  expect(validateView(form?.['view'])).toEqual([]);
  await type(slack, 'import');
  expect(slack.told().at(-1)).toContain('I read data/datasets again');
});

test('a file that was given is read with the bot token and checked', async () => {
  const asked: { url: string; headers: unknown }[] = [];
  const items = [{ id: 'a', url: 'https://heron.example/notes', slack_text: 'Call +43 660 1234567' }];
  let body = JSON.stringify(items);
  await using slack = await startTestSlackApp({
    ...admin,
    deps: {
      download: (url, init) => {
        asked.push({ url: new Request(url).url, headers: init?.headers });
        return Promise.resolve(new Response(body));
      },
    },
  });
  slack.server.always('files.info', {
    ok: true,
    file: { id: 'F1', name: 'items.json', url_private: 'https://files.slack.com/files-pri/T1-F1/items.json' },
  });
  const give = () =>
    slack.receiver.deliver(submit('dataset_import', 'mine', { file: { type: 'file_input', files: [{ id: 'F1' }] } }));
  await give();
  expect(asked).toEqual([
    { url: 'https://files.slack.com/files-pri/T1-F1/items.json', headers: { authorization: 'Bearer xoxb-test' } },
  ]);
  const [item] = await slack.datasets.items('mine', { limit: 10 });
  expect(item).toMatchObject({ id: 'a', addedBy: 'U2' });
  expect(item?.slackText).not.toContain('1234567');
  body = '[{"id": "b"}]';
  await give();
  expect(JSON.stringify(slack.server.callsOf('views.open').at(-1))).toContain('items.json, item 1 (\\"b\\"), url');
  slack.server.always('files.info', { ok: true, file: { id: 'F1', url_private: 'https://elsewhere.example/x' } });
  await give();
  expect(asked).toHaveLength(2);
});

test('an export is asked for with its options, by admins alone, and is in the audit log', async () => {
  await using slack = await start();
  const ask = (text: string, changes: Record<string, unknown> = {}) =>
    slack.receiver.deliver(slashCommand('/export', text, changes));
  await slack.datasets.ensure({ name: 'smoke', description: 'A few pages.', origin: 'file' });
  await ask('run smoke', { user_id: 'U3' });
  expect(slack.told().at(-1)).toContain('up to the admins');
  await ask('run smoke --names');
  expect(slack.told().at(-1)).toContain('needs a reason');
  await ask('run smoke --ratio 1.5');
  expect(slack.told().at(-1)).toContain('no number from 0 to 1');
  await ask('run smoke --format parket');
  expect(slack.told().at(-1)).toContain('Did you mean parquet?');
  expect(slack.exportJobs).toEqual([]);
  await ask('run smoke --format openai --min-score 0.8 --seed 3 --tags "docs long"');
  expect(slack.told().at(-1)).toContain('I write smoke as openai');
  expect(slack.exportJobs).toMatchObject([{ kind: 'export-dataset' }]);
  expect(slack.audited.at(-1)).toMatchObject({ action: 'export.run', target: 'smoke', outcome: 'done' });
  for (const text of ['formats', 'list']) await ask(text);
  const [formats, list] = slack.server.callsOf('chat.postEphemeral').slice(-2);
  for (const answer of [formats, list]) expect(problemsOf(answer)).toEqual([]);
  expect(JSON.stringify(formats)).toContain('NAME.train.parquet');
  expect(JSON.stringify(list)).toContain('openai');
});
