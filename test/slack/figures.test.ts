import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { validateMessage, validateView } from '../../src/slack/blocks/validate-blocks.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { sampleTrace } from '../support/memory-analytics.ts';
import { startSlackServer } from '../support/slack-server.ts';
import {
  buttonPress,
  messageEvent,
  slashCommand,
  startTestSlackApp,
  type TestSlackApp,
} from '../support/test-slack-app.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const admin = { settings: { admins: ['U2'] } };
const hourMs = 3_600_000;

/** Whole ephemeral answers. */
const answers = (slack: TestSlackApp) =>
  slack.server
    .callsOf('chat.postEphemeral')
    .map((args) => ({ text: String(args['text']), blocks: args['blocks'] as unknown[] }));

/** Types a command and gives what the asker sees. */
async function typed(slack: TestSlackApp, command: string, text: string, changes: Record<string, unknown> = {}) {
  const before = answers(slack).length;
  expect(await slack.receiver.deliver(slashCommand(command, text, changes))).toEqual({ acked: true, error: null });
  const [answer] = answers(slack).slice(before);
  return answer ?? { text: '', blocks: [] };
}

describe('/metrics, /cost and /trace', () => {
  test.each([
    ['/metrics', '', 'Dashboard: '],
    ['/metrics', 'dashboard', 'Dashboard: '],
    ['/metrics', 'quality', 'Quality: '],
    ['/metrics', 'latency', 'Latency'],
    ['/metrics', 'errors', 'Errors: '],
    ['/metrics', 'compliance', 'Compliance: '],
    ['/metrics', 'datasets', 'Datasets: '],
    ['/metrics', 'throughput', 'Throughput: '],
    ['/cost', '', 'Cost today: Today at least $0.42'],
    ['/cost', 'today', 'Cost today: Today at least $0.42'],
    ['/cost', 'by stage', 'Cost by stage: '],
    ['/cost', 'by model --window 30d', 'Cost by model: '],
    ['/cost', 'by channel', 'Cost by channel: '],
    ['/cost', 'by user', 'Cost by user: '],
    ['/cost', 'by day', 'Cost by day: '],
    ['/cost', 'by part', 'Cost by part: '],
    ['/cost', 'budget', 'Budget: Spent today $1.55 of $5.00'],
    ['/trace', '', 'Traces'],
    ['/trace', 'search ferry --status ok', 'Traces'],
    ['/trace', `show ${traceId}`, 'Trace 4bf92f35 · ferry.example: Outcome ✓ summarized'],
    ['/trace', 'show 4bf92f35', 'Trace 4bf92f35 · ferry.example: Outcome ✓ summarized'],
    ['/trace', 'compare 4bf92f35 4bf92f35', 'Traces 4bf92f35 and 4bf92f35'],
  ])('%s %s answers the asker alone, with blocks that Slack takes', async (command, text, start) => {
    await using slack = await startTestSlackApp(admin);
    const answer = await typed(slack, command, text);
    expect(answer.text.slice(0, start.length)).toBe(start);
    expect(validateMessage(answer)).toEqual([]);
    expect(slack.server.messages).toEqual([]);
  });

  test.each([
    ['/metrics', 'latancy', 'Did you mean latency?'],
    ['/metrics', 'latency --windw 7d', 'Did you mean --window?'],
    ['/metrics', 'latency 7d', '"7d" does not belong after latency.'],
    ['/metrics', 'help', 'knows:'],
    ['/metrics', 'help latency', '/metrics latency [--window'],
    ['/metrics', 'latency help', '/metrics latency [--window'],
    ['/cost', 'by', 'Something is missing after by.'],
    ['/cost', 'by chanel', 'Did you mean channel?'],
    ['/cost', 'todya', 'Did you mean today?'],
    ['/cost', 'help', '/cost budget'],
    ['/trace', 'serch', 'Did you mean search?'],
    ['/trace', 'show', 'Something is missing after show.'],
    ['/trace', 'show zz', 'is no id of a trace'],
    ['/trace', 'show 00000000', 'I have no trace 00000000.'],
    ['/trace', 'compare 4bf92f35 00000000', 'I have no trace 00000000.'],
  ])('%s %s is answered with what is right', async (command, text, answer) => {
    await using slack = await startTestSlackApp();
    expect((await typed(slack, command, text)).text).toContain(answer);
  });

  test('the window ends now and is cut by channel and model; the bucket follows its length', async () => {
    await using slack = await startTestSlackApp();
    const now = slack.outside.clock.now();
    await typed(slack, '/metrics', 'latency --window 7d --channel <#C1|links> --model gpt-5-mini');
    expect(slack.analytics.asked).toEqual([
      { method: 'latency', given: { fromMs: now - 7 * 24 * hourMs, toMs: now, channel: 'C1', model: 'gpt-5-mini' } },
    ]);
    expect(answers(slack)[0]?.blocks.map((block) => (block as { type: string }).type)).toContain('data_visualization');
    expect(JSON.stringify(answers(slack)[0])).toContain('channel #links · model gpt-5-mini');
  });

  test('a channel by name is looked up; an unknown one gets the nearest', async () => {
    await using slack = await startTestSlackApp();
    slack.server.always('users.conversations', (args) =>
      args['cursor'] === undefined
        ? { ok: true, channels: [{ id: 'C8', name: 'random' }], response_metadata: { next_cursor: 'n' } }
        : { ok: true, channels: [{ id: 'C1', name: 'links' }], response_metadata: { next_cursor: '' } },
    );
    await typed(slack, '/metrics', 'errors --channel #links');
    expect(slack.analytics.asked[0]?.given).toMatchObject({ channel: 'C1' });
    expect((await typed(slack, '/metrics', 'errors --channel #lniks')).text).toContain('Did you mean #links?');
  });

  test('--share posts the report where it was asked for, in the thread of a mention', async () => {
    await using slack = await startTestSlackApp();
    await typed(slack, '/metrics', 'throughput --share');
    expect(slack.server.messages).toMatchObject([
      { channel: 'C1', text: expect.stringContaining('Throughput') as string },
    ]);
    expect(slack.told()).toEqual([]);
    slack.server.messages.push({ channel: 'C1', ts: '1700000000.000100' });
    await slack.receiver.deliver(messageEvent({ type: 'app_mention', text: '<@UBOT> cost budget —share' }, 'Ev2'));
    await slack.app.stop();
    expect(slack.server.messages.at(-1)).toMatchObject({
      thread_ts: '1700000000.000100',
      text: expect.stringContaining('Budget') as string,
    });
  });

  test('the same verbs work by mention, white space inside quotes included', async () => {
    await using slack = await startTestSlackApp();
    await slack.receiver.deliver(
      messageEvent({ type: 'app_mention', text: '<@UBOT> trace search "two  words" --window 7d' }),
    );
    await slack.app.stop();
    expect(slack.analytics.asked).toMatchObject([{ method: 'searchTraces', given: { text: 'two  words' } }]);
    expect(answers(slack)[0]?.text).toContain('No trace with words “two words”');
  });

  test('a failing query is told with its hint', async () => {
    await using slack = await startTestSlackApp();
    slack.analytics.latency = () =>
      Promise.reject(
        new AppError({ code: 'analytics_timeout', message: 'That took too long.', hint: 'Take a shorter window.' }),
      );
    expect((await typed(slack, '/metrics', 'latency')).text).toContain('That took too long. Take a shorter window.');
  });
});

describe('a server without charts', () => {
  test('gets tables, and is not asked for charts again', async () => {
    await using slack = await startTestSlackApp();
    const refusing = (type: string) => (args: Record<string, unknown>) =>
      JSON.stringify(args['blocks']).includes(`"type":"${type}"`)
        ? { ok: false, error: 'invalid_blocks' }
        : { ok: true, message_ts: '1' };
    slack.server.always('chat.postEphemeral', refusing('data_visualization'));
    await slack.receiver.deliver(slashCommand('/metrics', 'dashboard'));
    const types = () => answers(slack).map(({ blocks }) => blocks.map((block) => (block as { type: string }).type));
    expect(types()).toHaveLength(2);
    expect(types()[1]).toContain('table');
    await slack.receiver.deliver(slashCommand('/metrics', 'dashboard'));
    expect(types()).toHaveLength(3);
    slack.server.always('chat.postEphemeral', refusing('table'));
    await slack.receiver.deliver(slashCommand('/metrics', 'dashboard'));
    expect(types()).toHaveLength(5);
    expect(JSON.stringify(answers(slack)[4])).toContain('rich_text_preformatted');
    slack.server.always('chat.postEphemeral', refusing('rich_text'));
    await slack.receiver.deliver(slashCommand('/metrics', 'dashboard'));
    expect(types()).toHaveLength(7);
    expect(types()[6]).not.toContain('rich_text');
  });

  test('posts a shared report without charts', async () => {
    await using slack = await startTestSlackApp();
    slack.server.next('chat.postMessage', { ok: false, error: 'invalid_blocks' });
    await slack.receiver.deliver(slashCommand('/metrics', 'throughput --share'));
    expect(JSON.stringify(slack.server.messages)).not.toContain('data_visualization');
    expect(slack.server.messages).toHaveLength(1);
  });

  test('a refusal through the response URL is understood too', async () => {
    await using slack = await startTestSlackApp();
    slack.server.next('respond', { status: 400 });
    slack.server.always('respond', { ok: true });
    const responseUrl = slack.server.url.replace('/api/', '/api/respond');
    await slack.receiver.deliver(slashCommand('/metrics', 'throughput', { response_url: responseUrl }));
    const sent = slack.server.callsOf('respond').map((args) => JSON.stringify(args));
    expect(sent).toHaveLength(2);
    expect(sent[0]).toContain('data_visualization');
    expect(sent[1]).not.toContain('data_visualization');
    expect(slack.told()).toEqual([]);
  });
});

describe('who sees which trace', () => {
  const ofChannel = (id: string, channel: string | null, user: string) =>
    sampleTrace({}, { traceId: id.repeat(32), channel, user });

  async function withChannels() {
    const slack = await startTestSlackApp();
    slack.server.always('conversations.info', ({ channel }) =>
      channel === 'CPUBLIC'
        ? { ok: true, channel: { id: 'CPUBLIC', is_private: false } }
        : channel === 'CGONE'
          ? { ok: false, error: 'channel_not_found' }
          : { ok: true, channel: { id: channel, is_private: true } },
    );
    slack.analytics.traces.splice(
      0,
      1,
      ofChannel('a', 'CPUBLIC', 'U9'),
      ofChannel('b', 'CSECRET', 'U9'),
      ofChannel('c', 'CGONE', 'U9'),
      ofChannel('d', 'CSECRET', 'U2'),
      ofChannel('e', null, 'U9'),
    );
    return slack;
  }
  const shown = (answer: { blocks: unknown[] }) =>
    [...JSON.stringify(answer.blocks).matchAll(/`([a-e])\1{7}`/g)].map((match) => match[1]);

  test("others' private channels are neither listed nor shown nor compared; one's own and public ones are", async () => {
    await using slack = await withChannels();
    const answer = await typed(slack, '/trace', 'search');
    expect(shown(answer)).toEqual(['a', 'd', 'e']);
    expect(JSON.stringify(answer)).toContain("2 of other people's private channels are not shown");
    expect((await typed(slack, '/trace', 'show bbbbbbbb')).text).toContain('I have no trace bbbbbbbb.');
    expect((await typed(slack, '/trace', 'compare aaaaaaaa bbbbbbbb')).text).toContain('I have no trace bbbbbbbb.');
    expect((await typed(slack, '/trace', 'show aaaaaaaa')).text).toContain('Trace aaaaaaaa');
    expect(slack.server.callsOf('conversations.info').map(({ channel }) => channel)).toContain('CPUBLIC');
    await slack.receiver.deliver(buttonPress('trace_show', 'b'.repeat(32)));
    expect(JSON.stringify(slack.server.callsOf('views.update').at(-1))).toContain('I have no trace bbbbbbbb.');
  });

  test('in the private channel itself its traces are shown, but not what else is private', async () => {
    await using slack = await withChannels();
    expect(shown(await typed(slack, '/trace', 'search', { channel_id: 'CSECRET' }))).toEqual(['a', 'b', 'd', 'e']);
  });

  test('shared results hold only what everybody may see', async () => {
    await using slack = await withChannels();
    await typed(slack, '/trace', 'search --share');
    expect(shown({ blocks: [slack.server.messages[0]?.blocks] })).toEqual(['a', 'e']);
  });

  test('a private channel may not be charted from outside', async () => {
    await using slack = await withChannels();
    expect((await typed(slack, '/metrics', 'errors --channel <#CSECRET|x>')).text).toContain(
      'That channel is private.',
    );
    expect(slack.analytics.asked).toEqual([]);
  });

  test('admins see all', async () => {
    await using slack = await startTestSlackApp(admin);
    slack.server.always('conversations.info', { ok: true, channel: { id: 'x', is_private: true } });
    slack.analytics.traces.push(ofChannel('b', 'CSECRET', 'U9'));
    expect((await typed(slack, '/trace', 'show bbbbbbbb')).text).toContain('Trace bbbbbbbb');
  });
});

describe('the trace modal', () => {
  test('opens at once and is filled afterwards', async () => {
    await using slack = await startTestSlackApp();
    expect(await slack.receiver.deliver(buttonPress('trace_show', traceId))).toEqual({ acked: true, error: null });
    expect(slack.server.callsOf('views.open')).toMatchObject([{ trigger_id: 'trigger-1' }]);
    expect(JSON.stringify(slack.server.callsOf('views.open'))).toContain('Reading the trace…');
    const [update] = slack.server.callsOf('views.update');
    expect(update).toMatchObject({ view_id: 'V1', hash: 'h1' });
    expect(validateView(update?.['view'])).toEqual([]);
    const text = JSON.stringify(update);
    expect(text).toContain('retrieval.fetch_evidence');
    expect(text).not.toContain('a private sentence');
  });

  test('the menu under a summary opens its trace for admins and refuses others at the press', async () => {
    const press = (trigger: string) =>
      buttonPress('summary_menu', '', {
        trigger_id: trigger,
        actions: [
          {
            type: 'overflow',
            block_id: 'b',
            action_id: 'summary_menu',
            action_ts: '1',
            selected_option: { text: { type: 'plain_text', text: 'Trace' }, value: 'trace/sum-1:1' },
          },
        ],
      });
    await using others = await startTestSlackApp();
    others.summaries.set('sum-1', sampleSummary());
    await others.receiver.deliver(press('first'));
    expect(others.told()).toEqual([expect.stringContaining('up to the admins')]);
    expect(others.server.callsOf('views.open')).toEqual([]);

    await using slack = await startTestSlackApp(admin);
    slack.summaries.set('sum-1', sampleSummary());
    await slack.receiver.deliver(press('first'));
    expect(JSON.stringify(slack.server.callsOf('views.update'))).toContain('a private sentence');
    slack.summaries.set('sum-1', sampleSummary({ traceId: '' }));
    await slack.receiver.deliver(press('second'));
    expect(JSON.stringify(slack.server.callsOf('views.update').at(-1))).toContain('I have no trace of it.');
  });

  test('Older brings the next page with the same criteria', async () => {
    await using slack = await startTestSlackApp();
    for (let index = 0; index < 12; index += 1) {
      slack.analytics.traces.push(sampleTrace({}, { traceId: index.toString(16).padStart(32, 'f') }));
    }
    const first = await typed(slack, '/trace', 'search ferry');
    const older = /"action_id":"trace_older".*?"value":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(first.blocks))?.[1];
    await slack.receiver.deliver(buttonPress('trace_older', JSON.parse(older ?? '""') as string));
    expect(slack.analytics.asked.at(-1)).toMatchObject({ given: { text: 'ferry', cursor: '10', limit: 10 } });
    expect(answers(slack)[1]?.text).toContain('Traces');
    await slack.receiver.deliver(buttonPress('trace_older', '{"cursor":5}'));
    expect(slack.told().at(-1)).toContain('earlier form');
  });
});

describe('files of a run', () => {
  async function withFiles(settings = {}) {
    const server = await startSlackServer();
    server.always('conversations.open', { ok: true, channel: { id: 'D2' } });
    server.always('files.getUploadURLExternal', { ok: true, upload_url: `${server.url}upload`, file_id: 'F1' });
    server.always('files.completeUploadExternal', { ok: true, files: [{ id: 'F1' }] });
    return startTestSlackApp({ settings, server });
  }
  const inModal = {
    channel: undefined,
    message: undefined,
    container: { type: 'view', view_id: 'V1' },
    view: { id: 'V1', hash: 'h1', type: 'modal' },
  };

  test('go to the direct message of the asker as real files', async () => {
    await using slack = await withFiles(admin.settings);
    await slack.receiver.deliver(buttonPress('trace_file_1', `${traceId}/evidence.json`, inModal));
    expect(slack.server.callsOf('conversations.open')).toMatchObject([{ users: 'U2' }]);
    expect(JSON.stringify(slack.server.callsOf('upload'))).toContain('page text');
    expect(slack.server.callsOf('files.completeUploadExternal')).toMatchObject([{ channel_id: 'D2' }]);
    expect(JSON.stringify(slack.server.callsOf('views.push'))).toContain('I sent you evidence.json');
  });

  test('with inputs and outputs are refused to others, in the modal they pressed in', async () => {
    await using slack = await withFiles();
    await slack.receiver.deliver(buttonPress('trace_file_1', `${traceId}/evidence.json`, inModal));
    expect(slack.server.callsOf('files.getUploadURLExternal')).toEqual([]);
    expect(slack.analytics.asked).toEqual([]);
    const [pushed] = slack.server.callsOf('views.push');
    expect(JSON.stringify(pushed)).toContain('up to the admins');
    expect(validateView(pushed?.['view'])).toEqual([]);
    await slack.receiver.deliver(buttonPress('trace_file_2', `${traceId}/sources.txt`, inModal));
    expect(JSON.stringify(slack.server.callsOf('upload'))).toContain('ferry.example/log');
  });

  test.each([`${traceId}/gone.json`, 'nonsense', `${'0'.repeat(32)}/sources.txt`])('%s is gone', async (value) => {
    await using slack = await withFiles(admin.settings);
    await slack.receiver.deliver(buttonPress('trace_file_1', value));
    expect(slack.told()).toEqual([expect.stringMatching(/no longer have this file|no trace/)]);
    expect(slack.server.callsOf('files.getUploadURLExternal')).toEqual([]);
  });

  test('a server that takes no files is named as such', async () => {
    await using slack = await withFiles(admin.settings);
    slack.server.always('files.getUploadURLExternal', { ok: false, error: 'unknown_method' });
    await slack.receiver.deliver(buttonPress('trace_file_1', `${traceId}/evidence.json`));
    expect(slack.told()).toEqual([expect.stringContaining('does not let me send files')]);
  });
});
