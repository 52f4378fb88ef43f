import { expect, test } from 'vitest';
import { renderSummary } from '../../src/slack/blocks/summary-message.ts';
import type { KnownPage } from '../../src/core/summary.ts';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { buttonPress, startTestSlackApp } from '../support/test-slack-app.ts';

const url = 'https://a.example/kelp';
const known: KnownPage = {
  summaryId: 'first',
  channelId: 'C1',
  address: 'https://team.slack.example/archives/C1/p12',
  posterName: '<!channel>',
  postedAt: Date.UTC(2026, 2, 1),
  title: 'Kelp prices',
  tldr: ['Kelp is dear.'],
  change: { changed: 1, added: 2, removed: 0, unchanged: 5 },
  problem: null,
};
const repost = (changes: Partial<KnownPage> = {}) =>
  samplePageSummary(
    { id: 'second', url, page: ['Kelp costs 5 euros.'] },
    { outcome: 'known', draft: null, known: { ...known, ...changes } },
  );

test('the reply says where, by whom and when, what it said and what changed, and no mention is made of a name', () => {
  const text = JSON.stringify(renderSummary(repost()));
  expect(text).toContain('1 paragraph changed, 2 paragraphs added (of 6)');
  expect(text).toContain('Kelp is dear.');
  expect(text).toContain('on 1 Mar 2026');
  expect(text).toContain('"channel_id":"C1"');
  expect(text).toContain(known.address);
  expect(text).not.toContain('<!channel>');
  expect(text).toContain('What changed');
  expect(
    JSON.stringify(renderSummary(repost({ change: { changed: 0, added: 0, removed: 0, unchanged: 6 } }))),
  ).toContain('The page has not changed since: 6 paragraphs compared.');
  const unknown = JSON.stringify(renderSummary(repost({ change: null })));
  expect(unknown).toContain('cannot be told');
  expect(unknown).not.toContain('"What changed"');
});

test('What changed shows both texts, Refresh asks for a new form', async () => {
  await using slack = await startTestSlackApp();
  slack.summaries.set('first', samplePageSummary({ id: 'first', url, page: ['Kelp costs 4 euros.'] }));
  slack.summaries.set('second', repost());
  await slack.receiver.deliver(buttonPress('known_changes', 'second:1'));
  const shown = JSON.stringify(slack.server.callsOf('views.open'));
  expect(shown).toContain('Kelp costs 4 euros.');
  expect(shown).toContain('Kelp costs 5 euros.');
  await slack.receiver.deliver(buttonPress('known_refresh', 'second:1'));
  expect(slack.asked).toMatchObject([{ summaryId: 'second', revision: 1, change: 'again' }]);
});

test('a public channel never learns of a private one; a private one learns of both', async () => {
  await using temp = await openTempStore();
  const save = (id: string, channelId: string, createdAt: number) =>
    temp.store.summaries.save(samplePageSummary({ id, url }, { channelId, createdAt, messageTs: `${id}.1` }));
  await save('1', 'C9', 2000);
  await using slack = await startTestSlackApp({ deps: { library: temp.store.library } });
  slack.server.always('conversations.info', ({ channel }) => ({
    ok: true,
    channel: { id: channel, is_private: channel === 'C9' },
  }));
  const find = (channelId: string, messageTs = '9.9') =>
    slack.app.findEarlier({ teamId: 'T1', channelId, messageTs, canonicalUrl: url });
  expect(await find('C1')).toBeNull();
  expect(await find('C9')).toMatchObject({ link: { summaryId: '1' } });
  // The message itself is no earlier place.
  expect(await find('C9', '1.1')).toBeNull();
  await save('2', 'C1', 1000);
  expect(await find('C1')).toMatchObject({
    link: { summaryId: '2' },
    address: 'https://team.slack.example/archives/C1/p1700000001000100?thread_ts=1700000000.000100&cid=C1',
  });
  expect(await find('C9')).toMatchObject({ link: { summaryId: '1' } });
});
