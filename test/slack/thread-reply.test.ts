import { expect, test } from 'vitest';
import type { ReplyTarget } from '../../src/core/ports.ts';
import type { SlackServer } from '../support/slack-server.ts';
import { memoryFeedback, startTestSlackApp } from '../support/test-slack-app.ts';
import { failedSummary, sampleSummary } from '../support/sample-summary.ts';

const target: ReplyTarget = {
  teamId: 'T1',
  channelId: 'C1',
  messageTs: '1700000000.000100',
  threadTs: '1700000000.000100',
  jobId: 'job-1',
  url: 'https://ferry.example/log',
};
const parent = { channel: 'C1', ts: target.threadTs, text: '<https://ferry.example/log>' };
const metadata = { event_type: 'gloss_summary', event_payload: { job_id: 'job-1' } };

async function startWithParent(changes: Parameters<typeof startTestSlackApp>[0] = {}) {
  const slack = await startTestSlackApp(changes);
  slack.server.messages.push({ ...parent });
  return slack;
}

const blockTypes = (blocks: unknown) => (blocks as { type: string }[]).map(({ type }) => type);
const lastUpdate = (server: SlackServer) => server.callsOf('chat.update').at(-1);

/** Waits for work that nobody hands out a promise for. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isTrue(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(isTrue()).toBe(true);
}

test('progress is one message in the thread that can be found again and previews nothing', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  const [posted] = slack.server.callsOf('chat.postMessage');
  expect(posted).toMatchObject({
    channel: 'C1',
    thread_ts: target.threadTs,
    metadata,
    unfurl_links: 'false',
    unfurl_media: 'false',
    parse: 'none',
  });
  expect(blockTypes(posted?.['blocks'])).toEqual(['plan']);
  expect(place).toEqual({ channelId: 'C1', ts: slack.server.messages[1]?.ts });
});

test('the message becomes the result, with the votes it already has', async () => {
  await using slack = await startWithParent({
    deps: {
      feedback: { ...memoryFeedback(), counts: () => Promise.resolve({ up: 3, down: 0 }) },
    },
  });
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  const sent = await slack.app.threadReply.finish(target, place, sampleSummary());
  expect(slack.server.messages).toHaveLength(2);
  expect(JSON.stringify(slack.server.messages[1]?.blocks)).toContain('👍 3');
  expect(lastUpdate(slack.server)).toMatchObject({ ts: place.ts, metadata });
  expect(sent.blockCount).toBe(blockTypes(slack.server.messages[1]?.blocks).length);
  expect(sent.bytes).toBeGreaterThan(1000);
});

test('a resumed job finds the reply it posted before, and another job does not', async () => {
  await using slack = await startWithParent();
  const first = await slack.app.threadReply.open(target, { mayExist: false });
  expect(await slack.app.threadReply.open(target, { mayExist: true })).toEqual(first);
  expect(slack.server.callsOf('conversations.replies').at(-1)).toMatchObject({ include_all_metadata: 'true' });
  const other = await slack.app.threadReply.open({ ...target, jobId: 'job-2' }, { mayExist: true });
  expect(other).not.toEqual(first);
  expect(slack.server.callsOf('chat.postMessage')).toHaveLength(2);
});

test('a post whose answer was lost is found instead of repeated', async () => {
  await using slack = await startWithParent();
  slack.server.next('chat.postMessage', { status: 500 });
  slack.server.messages.push({ channel: 'C1', ts: '1700000001.000001', thread_ts: target.threadTs, metadata });
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  expect(place.ts).toBe('1700000001.000001');
  expect(slack.server.callsOf('chat.postMessage')).toHaveLength(1);
});

test('a post that failed for good is a retryable error', async () => {
  await using slack = await startWithParent();
  slack.server.next('chat.postMessage', { status: 503 });
  await expect(slack.app.threadReply.open(target, { mayExist: false })).rejects.toMatchObject({
    code: 'slack_http_status',
    retryable: true,
  });
});

test('nothing is posted where the message with the link is gone', async () => {
  await using slack = await startTestSlackApp();
  await expect(slack.app.threadReply.open(target, { mayExist: false })).rejects.toMatchObject({ code: 'parent_gone' });
  slack.server.messages.push({ ...parent, subtype: 'tombstone' });
  await expect(slack.app.threadReply.open(target, { mayExist: true })).rejects.toMatchObject({ code: 'parent_gone' });
  const inThread = { ...target, messageTs: '1700000000.000200' };
  await expect(slack.app.threadReply.open(inThread, { mayExist: false })).rejects.toMatchObject({
    code: 'parent_gone',
  });
  expect(slack.server.callsOf('chat.postMessage')).toEqual([]);
});

test('a link in the thread of a deleted message is answered there', async () => {
  await using slack = await startTestSlackApp();
  const inThread = { ...target, messageTs: '1700000000.000200' };
  slack.server.messages.push(
    { ...parent, subtype: 'tombstone' },
    { channel: 'C1', ts: inThread.messageTs, thread_ts: target.threadTs, text: parent.text },
  );
  await slack.app.threadReply.open(inThread, { mayExist: false });
  expect(slack.server.messages[2]).toMatchObject({ thread_ts: target.threadTs });
});

test('a server that only knows threads with replies is asked for the channel history', async () => {
  await using slack = await startWithParent();
  slack.server.next('conversations.replies', { ok: false, error: 'thread_not_found' });
  await slack.app.threadReply.open(target, { mayExist: false });
  expect(slack.server.messages).toHaveLength(2);
});

test('a reply that Slack put into the channel is taken away', async () => {
  await using slack = await startWithParent();
  slack.server.always('conversations.replies', { ok: true, messages: [parent] });
  slack.server.messages.length = 0;
  await expect(slack.app.threadReply.open(target, { mayExist: false })).rejects.toMatchObject({ code: 'parent_gone' });
  expect(slack.server.callsOf('chat.delete')).toHaveLength(1);
  expect(slack.server.messages).toEqual([]);
});

test('a reply that Slack put into the channel before a kill is taken away by the next attempt', async () => {
  await using slack = await startTestSlackApp();
  const stray = { channel: 'C1', ts: '1700000001.000001', metadata };
  const other = { ...stray, ts: '1700000002.000001', metadata: { ...metadata, event_payload: { job_id: 'job-2' } } };
  slack.server.messages.push(stray, other);
  await expect(slack.app.threadReply.open(target, { mayExist: true })).rejects.toMatchObject({ code: 'parent_gone' });
  expect(slack.server.messages).toEqual([other]);
});

test('a server without conversations.replies still gets its reply', async () => {
  await using slack = await startWithParent();
  slack.server.always('conversations.replies', { ok: false, error: 'unknown_method' });
  await slack.app.threadReply.open(target, { mayExist: true });
  expect(slack.server.messages).toHaveLength(2);
});

test('a channel the app is not in gives the hint to invite it, without a retry', async () => {
  await using slack = await startWithParent();
  slack.server.next('chat.postMessage', { ok: false, error: 'not_in_channel' });
  await expect(slack.app.threadReply.open(target, { mayExist: false })).rejects.toMatchObject({
    code: 'slack_not_in_channel',
    retryable: false,
    hint: 'Invite the app to the channel (/invite), then try again.',
  });
});

test('a rate limit is waited out as long as Slack says', async () => {
  await using slack = await startWithParent();
  slack.server.next('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } });
  const opened = slack.app.threadReply.open(target, { mayExist: false });
  await until(() => slack.outside.clock.waiting() > 0);
  await slack.outside.clock.advance(6900);
  expect(slack.server.callsOf('chat.postMessage')).toHaveLength(1);
  await slack.outside.clock.advance(200);
  await opened;
  expect(slack.server.callsOf('chat.postMessage')).toHaveLength(2);
});

test('a thread that refuses replies counts as gone', async () => {
  await using slack = await startWithParent();
  slack.server.next('chat.postMessage', { ok: false, error: 'thread_not_found' });
  await expect(slack.app.threadReply.open(target, { mayExist: false })).rejects.toMatchObject({ code: 'parent_gone' });
});

test('a rate limit does not cost the result', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  slack.server.next('chat.update', { status: 429, headers: { 'retry-after': '3' } });
  const finished = slack.app.threadReply.finish(target, place, sampleSummary());
  await until(() => slack.outside.clock.waiting() > 0);
  await slack.outside.clock.advance(3000);
  await finished;
  expect(JSON.stringify(slack.server.messages[1]?.blocks)).toContain('Where from?');
});

test('a server without task lists gets plain progress, and is not offered them again', async () => {
  await using slack = await startWithParent();
  const refuses = (args: Record<string, unknown>) => JSON.stringify(args['blocks']).includes('"plan"');
  let refused = 0;
  slack.server.always('chat.postMessage', (args) => {
    if (refuses(args)) {
      refused += 1;
      return { ok: false, error: 'invalid_blocks' };
    }
    return { ok: true, channel: 'C1', ts: '1700000001.000001', message: { thread_ts: target.threadTs } };
  });
  await slack.app.threadReply.open(target, { mayExist: false });
  await slack.app.threadReply.open({ ...target, jobId: 'job-2' }, { mayExist: false });
  expect(refused).toBe(1);
  expect(blockTypes(slack.server.callsOf('chat.postMessage').at(-1)?.['blocks'])).toEqual(['rich_text']);
});

test('a server without rich text gets sections, one without blocks gets text', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  slack.server.next('chat.update', { ok: false, error: 'invalid_blocks' });
  await slack.app.threadReply.finish(target, place, sampleSummary());
  expect(blockTypes(lastUpdate(slack.server)?.['blocks'])).not.toContain('rich_text');
  expect(JSON.stringify(lastUpdate(slack.server)?.['blocks'])).toContain('*TLDR*');
  slack.server.next('chat.update', { ok: false, error: 'invalid_blocks' }, { ok: false, error: 'invalid_blocks' });
  await slack.app.threadReply.finish(target, place, sampleSummary());
  expect(lastUpdate(slack.server)?.['blocks']).toEqual([]);
  expect(lastUpdate(slack.server)?.['text']).toContain('Sentence 12 says something of the log.');
});

test('progress moves the marks, newest first, and never overwrites the result', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  for (const stage of ['retrieve', 'facts', 'compose', 'gates'] as const)
    slack.app.threadReply.progress(target, place, stage);
  await slack.app.threadReply.finish(target, place, sampleSummary());
  await slack.outside.clock.advance(60_000);
  const updates = slack.server.callsOf('chat.update');
  expect(updates).toHaveLength(2);
  expect(updates[0]?.['text']).toBe('Reading ferry.example: Reading the page…');
  expect(updates[1]?.['text']).toContain('Summary of A log that ferries writes');
});

test('progress that is waiting is sent once the interval has passed', async () => {
  await using slack = await startWithParent({ settings: { progressIntervalMs: 1000 } });
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  for (const stage of ['retrieve', 'facts', 'rewrite'] as const) slack.app.threadReply.progress(target, place, stage);
  await until(() => slack.outside.clock.waiting() > 0);
  await slack.outside.clock.advance(1000);
  await until(() => slack.server.callsOf('chat.update').length === 2);
  expect(lastUpdate(slack.server)?.['text']).toBe('Reading ferry.example: Rewriting what did not pass…');
});

test('a progress message that somebody deleted is replaced by a new result, once', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  slack.server.messages.pop();
  await slack.app.threadReply.finish(target, place, failedSummary());
  await slack.app.threadReply.finish(target, place, failedSummary());
  expect(slack.server.messages).toHaveLength(2);
  expect(slack.server.messages[1]).toMatchObject({ thread_ts: target.threadTs, metadata });
  expect(JSON.stringify(slack.server.messages[1]?.blocks)).toContain('Retry');
});

test('a result is not posted into the channel when parent and reply were both deleted', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  slack.server.messages.length = 0;
  await expect(slack.app.threadReply.finish(target, place, sampleSummary())).rejects.toMatchObject({
    code: 'parent_gone',
  });
  expect(slack.server.messages).toEqual([]);
});

test('withdrawing takes the message away and never fails', async () => {
  await using slack = await startWithParent();
  const place = await slack.app.threadReply.open(target, { mayExist: false });
  await slack.app.threadReply.withdraw(target, place);
  await slack.app.threadReply.withdraw(target, place);
  expect(slack.server.messages).toHaveLength(1);
});
