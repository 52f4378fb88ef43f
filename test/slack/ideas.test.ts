import { expect, test } from 'vitest';
import { ideasCsv } from '../../src/slack/blocks/ideas/ideas-csv.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { buttonPress, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

/** One summary in public C1 with three ideas, one in private C9 of U1. */
async function start() {
  const temp = await openTempStore();
  const { ideas, library, summaries } = temp.store;
  await summaries.save(sampleSummary({ id: 's' }));
  const secret = sampleSummary({ id: 't', channelId: 'C9', messageTs: '9.1' });
  await summaries.save(secret);
  const slack = await startTestSlackApp({ deps: { ideas, library, summaries } });
  slack.server.always('conversations.info', ({ channel }) => ({
    ok: true,
    channel: { id: channel, is_private: channel === 'C9' },
  }));
  slack.server.always('conversations.members', { ok: true, members: ['U1'] });
  const inModal = {
    container: { type: 'view' },
    channel: undefined,
    message: undefined,
    view: { id: 'V1', hash: 'h', type: 'modal' },
  };
  let count = 0;
  return {
    temp,
    slack,
    ideas,
    async press(actionId: string, ideaId: string, userId = 'U2') {
      count += 1;
      const who = { user: { id: userId, team_id: 'T1' }, trigger_id: `trigger-${count}` };
      await slack.receiver.deliver(buttonPress(actionId, ideaId, { ...inModal, ...who }));
      return JSON.stringify(slack.server.callsOf('views.update').at(-1) ?? {});
    },
    async ask(text: string, userId = 'U2') {
      await slack.receiver.deliver(slashCommand('/links', text, { user_id: userId }));
      return JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1));
    },
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

test('an idea is voted for once a person and taken back, and taken on by one', async () => {
  await using app = await start();
  const [idea] = await app.ideas.ofSummary('s');
  const id = idea?.id ?? '';
  expect(await app.press('idea_vote', id)).toContain('👍 1');
  expect(await app.press('idea_vote', id, 'U1')).toContain('👍 2');
  expect(await app.press('idea_vote', id)).toContain('👍 1');
  expect(await app.press('idea_claim', `take/${id}`)).toContain('Give up');
  expect(await app.ideas.get(id)).toMatchObject({ claimedBy: 'U2', voteCount: 1 });
  await app.press('idea_claim', `take/${id}`, 'U1');
  // A second press of it does not do the opposite.
  await app.press('idea_claim', `take/${id}`);
  expect(await app.ideas.get(id)).toMatchObject({ claimedBy: 'U2' });
  await app.press('idea_claim', `leave/${id}`);
  await app.press('idea_claim', `leave/${id}`);
  expect(await app.ideas.get(id)).toMatchObject({ claimedBy: null });
  expect(app.slack.audited.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'idea.claim done',
    'idea.claim failed',
    'idea.claim failed',
    'idea.claim done',
    'idea.claim failed',
  ]);
});

test('the board shows ideas by theme, most votes first, of the channels that the person can read', async () => {
  await using app = await start();
  const [secret] = await app.ideas.ofSummary('t');
  await app.press('idea_vote', secret?.id ?? '', 'U1');
  expect(await app.ideas.get(secret?.id ?? '')).toMatchObject({ voteCount: 1 });
  const mine = await app.ask('ideas', 'U1');
  expect(mine).toContain('n = 6 ideas');
  expect(await app.ask('ideas')).toContain('n = 3 ideas');
  expect(await app.ask('ideas --theme reliability', 'U1')).toContain('n = 2 ideas');
  const board = await app.ideas.board({ teamId: 'T1', channelIds: ['C1', 'C9'] }, { theme: 'Reliability', limit: 9 });
  expect(board.map(({ summaryId }) => summaryId)).toEqual([secret?.summaryId, 's']);
});

test('nobody votes on, or opens, an idea of a channel they cannot read', async () => {
  await using app = await start();
  const [secret] = await app.ideas.ofSummary('t');
  const secretId = secret?.id ?? '';
  for (const act of ['idea_vote', 'idea_open']) await app.press(act, secretId);
  await app.press('idea_claim', `take/${secretId}`);
  expect(await app.ideas.get(secret?.id ?? '')).toMatchObject({ voteCount: 0, claimedBy: null });
  expect(JSON.stringify(app.slack.server.callsOf('views.push'))).toContain('I no longer have this idea');
});

test('a new form of a summary keeps the ideas that somebody cares for, and a deleted one takes all', async () => {
  await using app = await start();
  const before = await app.ideas.ofSummary('s');
  await app.press('idea_vote', before[0]?.id ?? '');
  const { draft } = sampleSummary();
  if (!draft) throw new Error('the sample has a draft');
  const projects = [{ theme: 'Cost', text: 'store less.', factIds: [1] }];
  await app.temp.store.summaries.save(sampleSummary({ id: 's', revision: 2, draft: { ...draft, projects } }));
  const after = await app.ideas.ofSummary('s');
  expect(new Set(after.map(({ id }) => id))).toEqual(
    new Set([before[0]?.id, after.find(({ theme }) => theme === 'Cost')?.id]),
  );
  await app.temp.store.library.forgetMessage({ teamId: 'T1', channelId: 'C1', messageTs: sampleSummary().messageTs });
  expect(await app.ideas.ofSummary('s')).toEqual([]);
});

test('in the file no cell is a formula', () => {
  const idea = {
    id: 'i',
    summaryId: 's',
    teamId: 'T1',
    channelId: 'C1',
    url: 'https://a.example/',
    theme: '=cmd()',
    text: '+1 "quoted", with a comma',
    voteCount: 2,
    claimedBy: null,
    createdAt: 0,
  };
  expect(ideasCsv([idea])).toBe(
    `theme,idea,votes,taken_on_by,url,created_at\n'=cmd(),"'+1 ""quoted"", with a comma",2,,https://a.example/,1970-01-01T00:00:00.000Z\n`,
  );
});
