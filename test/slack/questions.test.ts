import { expect, test } from 'vitest';
import { renderAnswer } from '../../src/slack/blocks/answers/answer-message.ts';
import { sampleFollowUp } from '../support/sample-follow-up.ts';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { buttonPress, messageEvent, startTestSlackApp } from '../support/test-slack-app.ts';

const root = '1700000000.000100';
const inThread = { thread_ts: root, ts: '1700000200.000100' };
const page = samplePageSummary({ id: 's', url: 'https://ferry.example/log', title: 'Ferry', tldr: ['A log.'] });

async function startWithPage() {
  const slack = await startTestSlackApp();
  slack.summaries.set('s', page);
  return slack;
}

test('a mention in the thread of a summary is a question about its page, once for both of its events', async () => {
  await using slack = await startWithPage();
  const said = { ...inThread, text: '<@UBOT> how fast is a replay?' };
  const mention = messageEvent({ ...said, type: 'app_mention' }, 'Ev2');
  expect(await slack.receiver.deliver(mention)).toEqual({ acked: true, error: null });
  expect(slack.questions).toEqual([
    {
      teamId: 'T1',
      channelId: 'C1',
      threadTs: root,
      questionTs: '1700000200.000100',
      userId: 'U1',
      question: 'how fast is a replay?',
      summaryId: 's',
      url: 'https://ferry.example/log',
    },
  ]);
  expect(slack.told()).toEqual([]);
});

test.each([
  ['a command', { ...inThread, text: '<@UBOT> health' }],
  ['words that are not for the app', { ...inThread, text: 'how fast is a replay?' }],
  [
    'a thread without a summary',
    { text: '<@UBOT> how fast?', thread_ts: '1600000000.000100', ts: '1600000001.000100' },
  ],
  ['a link to read', { ...inThread, text: '<@UBOT> please read <https://other.example/x>' }],
])('%s is no question', async (_what, changes) => {
  await using slack = await startWithPage();
  await slack.receiver.deliver(messageEvent({ ...changes, type: 'app_mention' }));
  await slack.app.stop();
  expect(slack.questions).toEqual([]);
});

test('words that begin like a command are a question where they end like one', async () => {
  await using slack = await startWithPage();
  const said = { ...inThread, text: '<@UBOT> cost of a replay?', type: 'app_mention' };
  await slack.receiver.deliver(messageEvent(said));
  expect(slack.questions).toMatchObject([{ question: 'cost of a replay?' }]);
});

test('of several pages in a thread the one is asked that has the words', async () => {
  await using slack = await startWithPage();
  const other = { id: 't', url: 'https://kelp.example/', title: 'Kelp prices', tldr: ['Kelp is dear.'] };
  slack.summaries.set('t', samplePageSummary(other));
  const said = { ...inThread, text: '<@UBOT> why is kelp so dear?', type: 'app_mention' };
  await slack.receiver.deliver(messageEvent(said));
  expect(slack.questions).toMatchObject([{ summaryId: 't' }]);
});

test('in a direct message the last page is asked, or the one whose link stands there; a private one only by its members', async () => {
  await using temp = await openTempStore();
  const { library, summaries, followUps } = temp.store;
  const save = (id: string, channelId: string, createdAt: number, requestedBy = 'U1') =>
    summaries.save(
      samplePageSummary({ id, url: `https://a.example/${id}` }, { channelId, createdAt, requestedBy, messageTs: id }),
    );
  await save('1', 'C1', 1000);
  await save('9', 'C9', 2000, 'U3');
  await using slack = await startTestSlackApp({ deps: { library, summaries, followUps } });
  slack.server.always('conversations.info', ({ channel }) => ({
    ok: true,
    channel: { id: channel, is_private: channel !== 'C1' },
  }));
  slack.server.always('conversations.members', ({ channel }) => ({
    ok: true,
    members: channel === 'C9' ? ['U3'] : ['U1', 'UBOT'],
  }));
  const say = async (text: string, ts: string, user = 'U1') => {
    await slack.receiver.deliver(messageEvent({ channel: 'D1', channel_type: 'im', user, ts, text }, `Ev${ts}${user}`));
    return slack.questions.at(-1)?.summaryId;
  };
  expect(await say('how fast is it?', '5.1')).toBe('1');
  const asked = slack.questions.length;
  await say('what of <https://a.example/9>, is it dear?', '5.2');
  expect(slack.questions).toHaveLength(asked);
  expect(slack.taken.posted).toMatchObject([{ urls: ['https://a.example/9'] }]);
  expect(await say('what of <https://a.example/9>, is it dear?', '5.3', 'U3')).toBe('9');
});

test('thumbs under an answer count once a person and show', async () => {
  await using temp = await openTempStore();
  const { followUps } = temp.store;
  await followUps.save(sampleFollowUp({ channelId: 'C1' }));
  const voted: { id: string; up: number }[] = [];
  const answerCollector = {
    voted: async (id: string) => void voted.push({ id, up: (await followUps.counts(id)).up }),
  };
  await using slack = await startTestSlackApp({ deps: { followUps, answerCollector } });
  slack.server.messages.push({ channel: 'C1', ts: '1700000001.000100' });
  await slack.receiver.deliver(buttonPress('answer_up', 'fu-1'));
  await expect.poll(() => JSON.stringify(slack.server.messages)).toContain('👍 1');
  expect(await followUps.counts('fu-1')).toEqual({ up: 1, down: 0 });
  expect(voted).toEqual([{ id: 'fu-1', up: 1 }]);
  await slack.receiver.deliver(buttonPress('answer_up', 'gone'));
  expect(slack.told()).toEqual([expect.stringContaining('I no longer have this answer')]);
});

test('an answer shows its sentences, the quotes with a link to their place, and what was left out', () => {
  const none = { up: 0, down: 0 };
  const text = JSON.stringify(renderAnswer(sampleFollowUp({ droppedCount: 2 }), none));
  expect(text).toContain('Replaying a gigabyte takes nine seconds.');
  expect(text).toContain('“Replay takes nine seconds for a gigabyte.” ');
  expect(text).toContain('https://docs.ferry.example/replay#:~:text=');
  expect(text).toContain('2 sentences left out that the page does not carry');
  const nothing = sampleFollowUp({ outcome: 'not_told', sentences: [], quotes: [] });
  expect(JSON.stringify(renderAnswer(nothing, none))).toContain('I read 31 of its 78 paragraphs');
  const stance = sampleFollowUp({ queryType: 'stance' });
  expect(JSON.stringify(renderAnswer(stance, none))).toContain('I have no view of my own');
  const evil = sampleFollowUp({ sentences: [{ text: '<!channel> all', snippetIds: [3] }] });
  expect(JSON.stringify(renderAnswer(evil, none))).not.toContain('<!channel>');
});
