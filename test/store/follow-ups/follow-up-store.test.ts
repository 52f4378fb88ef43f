import { describe, expect, test } from 'vitest';
import type { StoredFollowUp } from '../../../src/core/follow-up.ts';
import { sampleFollowUp } from '../../support/sample-follow-up.ts';
import { samplePageSummary } from '../../support/sample-page-summary.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const place = { teamId: 'T1', channelId: 'C1', threadTs: '1.0' };

describe.each(dialects)('on %s', (dialect) => {
  test('an answer is kept whole, and found by job, thread and channel', async () => {
    await using temp = await openTempStore({ dialect });
    const { followUps } = temp.store;
    const first = sampleFollowUp({ id: 'a', jobId: 'j1', createdAt: 1000 });
    const second = sampleFollowUp({ id: 'b', jobId: 'j2', createdAt: 2000, threadTs: '2.0' });
    await followUps.save(first);
    await followUps.save(second);
    expect(await followUps.get('a')).toEqual(first);
    expect(await followUps.byJob('j2')).toEqual(second);
    expect(await followUps.lastInThread(place, 1500)).toEqual(first);
    expect(await followUps.lastInThread(place, 1000)).toBeNull();
    expect(await followUps.lastInChannel(place)).toEqual(second);
    await followUps.save({ ...first, outcome: 'not_told' });
    expect(await followUps.get('a')).toMatchObject({ outcome: 'not_told' });
  });

  test('one vote a person; the same again takes it back', async () => {
    await using temp = await openTempStore({ dialect });
    const { followUps } = temp.store;
    await followUps.save(sampleFollowUp({ id: 'a' }));
    expect(await followUps.vote('a', 'U1', 'up', 1)).toEqual({ up: 1, down: 0 });
    expect(await followUps.vote('a', 'U2', 'down', 2)).toEqual({ up: 1, down: 1 });
    expect(await followUps.vote('a', 'U1', 'down', 3)).toEqual({ up: 0, down: 2 });
    expect(await followUps.vote('a', 'U1', 'down', 4)).toEqual({ up: 0, down: 1 });
    await expect(followUps.vote('b', 'U1', 'up', 5)).rejects.toMatchObject({ code: 'unknown_follow_up' });
  });

  test('examples are counted by use, and by what people thought of the answers', async () => {
    await using temp = await openTempStore({ dialect });
    const { followUps } = temp.store;
    const used = (id: string, ...itemIds: string[]): StoredFollowUp =>
      sampleFollowUp({ id, examples: itemIds.map((itemId) => ({ dataset: 'd', itemId })) });
    await followUps.save(used('a', 'x', 'y'));
    await followUps.save(used('b', 'x'));
    await followUps.vote('a', 'U1', 'up', 1);
    await followUps.vote('a', 'U2', 'up', 1);
    await followUps.vote('b', 'U1', 'down', 1);
    expect(await followUps.exampleUse()).toEqual([
      { dataset: 'd', itemId: 'x', usedCount: 2, up: 2, down: 1 },
      { dataset: 'd', itemId: 'y', usedCount: 1, up: 2, down: 0 },
    ]);
  });

  test('a deleted question takes its answer with it; a deleted link takes all answers about it', async () => {
    await using temp = await openTempStore({ dialect });
    const { followUps, library, summaries } = temp.store;
    await summaries.save(samplePageSummary({ id: 's', url: 'https://a.example/1' }, { messageTs: '1.0' }));
    await followUps.save(sampleFollowUp({ id: 'a', summaryId: 's', questionTs: '1.5', replyTs: '1.6' }));
    await followUps.save(sampleFollowUp({ id: 'b', summaryId: 's', questionTs: '1.7', replyTs: '1.8' }));
    const forget = (messageTs: string) => library.forgetMessage({ teamId: 'T1', channelId: 'C1', messageTs });
    expect(await forget('1.5')).toMatchObject([{ id: 'a', replyTs: '1.6' }]);
    expect(await followUps.get('a')).toBeNull();
    expect((await forget('1.0')).map(({ id }) => id)).toEqual(['s', 'b']);
    expect(await followUps.get('b')).toBeNull();
  });
});
