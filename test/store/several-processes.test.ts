import { describe, expect, test } from 'vitest';
import { sampleDatasetItem } from '../support/sample-dataset-item.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import { storedSummary } from '../support/stored-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const here = { teamId: 'T1', channelIds: ['C1'] };

describe.each(dialects)('two stores on one %s', (dialect) => {
  test('save one summary at once: one of the forms is there, whole, and the library knows that one', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    for (let round = 1; round <= 8; round += 1) {
      const form = (title: string) => {
        const base = samplePageSummary({ id: 's', url: 'https://a.example/1', title });
        // Ideas of the one form that the other one has not.
        const projects =
          sampleSummary().draft?.projects.map((project) => ({ ...project, text: `For ${title}.` })) ?? [];
        return { ...base, draft: base.draft && { ...base.draft, projects }, revision: round, traceId: title };
      };
      await Promise.all([
        temp.store.summaries.save(form(`kelp ${round} first`)),
        other.summaries.save(form(`kelp ${round} second`)),
      ]);
      const found = await temp.store.library.search('kelp', here, { limit: 10 });
      expect(found).toHaveLength(1);
      const stored = await temp.store.summaries.get('s');
      expect(found[0]?.title).toBe(stored?.evidence?.sources[0]?.title);
      expect(found[0]?.title).toBe(stored?.traceId);
      const ideas = await temp.store.ideas.ofSummary('s');
      expect(new Set(ideas.map(({ text }) => text))).toEqual(new Set([`For ${stored?.traceId}.`]));
    }
  });

  test('save two revisions of one summary at once: the newer one stays', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    for (let round = 0; round < 8; round += 1) {
      const id = `s${round}`;
      await temp.store.summaries.save(storedSummary({ id, revision: 1 }));
      await temp.store.summaries.save(storedSummary({ id, revision: 2 }));
      const results = await Promise.allSettled([
        temp.store.summaries.save(storedSummary({ id, revision: 3 })),
        other.summaries.save(storedSummary({ id, revision: 1 })),
      ]);
      expect(results[0]?.status).toBe('fulfilled');
      expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'summary_stale' } });
      expect((await other.summaries.get(id))?.revision).toBe(3);
    }
  });

  test('file links of many summaries at once: each is found', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? temp.store : other).summaries.save(
          samplePageSummary({ id: `s${index}`, url: `https://a.example/${index}`, title: `kelp ${index}` }),
        ),
      ),
    );
    expect(await temp.store.library.search('kelp', here, { limit: 30 })).toHaveLength(20);
  });

  test('vote at once: every person counts once, and two clicks of one person take each other back', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    await temp.store.summaries.save(storedSummary());
    const stores = [temp.store, other];
    const people = Array.from({ length: 6 }, (_, index) => `U${index}`);
    await Promise.all(
      stores.flatMap(({ feedback }, which) =>
        people.map((person) => feedback.vote('s1', `${person}-${which}`, 'up', 1)),
      ),
    );
    expect(await temp.store.feedback.counts('s1')).toEqual({ up: 12, down: 0 });
    await Promise.all(stores.map((store) => store.feedback.vote('s1', 'U99', 'down', 1)));
    expect(await temp.store.feedback.counts('s1')).toEqual({ up: 12, down: 0 });
  });

  test('add items to one dataset at once: all are there and its version changes', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    await temp.store.datasets.ensure({ name: 'smoke', description: '', origin: 'store' });
    const before = await temp.store.datasets.get('smoke');
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? temp.store : other).datasets.put('smoke', [
          { ...sampleDatasetItem(), id: `i${index}`, status: 'active' },
        ]),
      ),
    );
    const after = await other.datasets.get('smoke');
    expect(after?.itemCount).toBe(10);
    expect(after?.version).not.toBe(before?.version);
  });
});
