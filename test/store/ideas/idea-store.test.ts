import { describe, expect, test } from 'vitest';
import { sampleSummary } from '../../support/sample-summary.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const here = { teamId: 'T1', channelIds: ['C1'] };

describe.each(dialects)('ideas on %s', (dialect) => {
  test('come from the summary, in its order, and stand on the board by theme and votes', async () => {
    await using temp = await openTempStore({ dialect });
    const { ideas, summaries } = temp.store;
    await summaries.save(sampleSummary({ id: 's' }));
    const made = await ideas.ofSummary('s');
    expect(made.map(({ text }) => text)).toEqual(sampleSummary().draft?.projects.map(({ text }) => text));
    const last = made.at(-1);
    if (!last) throw new Error('the sample has ideas');
    await ideas.vote(last.id, 'U1');
    await ideas.vote(last.id, 'U2');
    await ideas.vote(last.id, 'U2');
    expect(await ideas.get(last.id)).toEqual({ ...last, voteCount: 1 });
    const ofTheme = await ideas.board(here, { theme: last.theme.toUpperCase(), limit: 10 });
    expect(ofTheme[0]?.id).toBe(last.id);
    expect(new Set(ofTheme.map(({ theme }) => theme))).toEqual(new Set([last.theme]));
    expect(await ideas.board({ ...here, channelIds: ['C2'] }, { limit: 10 })).toEqual([]);
    await expect(ideas.vote('none', 'U1')).rejects.toMatchObject({ code: 'unknown_idea' });
  });

  test('are taken on by one person, and stay in a new form of the summary where somebody wants them', async () => {
    await using temp = await openTempStore({ dialect });
    const { ideas, summaries } = temp.store;
    await summaries.save(sampleSummary({ id: 's' }));
    const [wanted, ...others] = await ideas.ofSummary('s');
    if (!wanted) throw new Error('the sample has ideas');
    expect(await ideas.claim(wanted.id, 'U1')).toBe(true);
    expect(await ideas.claim(wanted.id, 'U1')).toBe(false);
    await expect(ideas.claim(wanted.id, 'U2')).rejects.toMatchObject({ code: 'already_claimed' });
    const { draft } = sampleSummary();
    await summaries.save(sampleSummary({ id: 's', revision: 2, draft: draft && { ...draft, projects: [] } }));
    expect((await ideas.ofSummary('s')).map(({ id }) => id)).toEqual([wanted.id]);
    expect(others.length).toBeGreaterThan(0);
    expect(await ideas.giveUp(wanted.id, 'U1')).toBe(true);
    expect(await ideas.giveUp(wanted.id, 'U1')).toBe(false);
  });
});
