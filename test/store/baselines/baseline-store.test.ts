import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelPlan } from '../../../src/core/baseline.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { sampleBaseline, samplePromotion, sampleVerdict } from '../../support/sample-baseline.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const name = 'stage-b-compose-reply';
const versions = ['111111111111', '222222222222', '333333333333'] as const;

async function withVersions(store: Store): Promise<void> {
  for (const version of versions) await store.prompts.addVersion({ name, version, content: '{}', createdAt: 1 });
  await store.prompts.moveLabel({
    name,
    label: 'prod',
    version: versions[0],
    kind: 'sync',
    changedBy: 'sync',
    changedAt: 1,
    reason: null,
  });
}

const prodOf = async (store: Store): Promise<string | undefined> =>
  (await store.prompts.getByLabel(name, 'prod'))?.version.version;
const toProd = (from: string, to: string): LabelPlan[] => [{ name, label: 'prod', from, to }];

describe.each(dialects)('baselines on %s', (dialect) => {
  it('keep a tag for the run that took it, and come back as they were, newest first', async () => {
    await using temp = await openTempStore({ dialect });
    const { baselines } = temp.store;
    expect(await baselines.save(sampleBaseline())).toBe(true);
    expect(await baselines.save(sampleBaseline({ savedAt: 5000 }))).toBe(true);
    expect(await baselines.save(sampleBaseline({ runId: 'run-9' }))).toBe(false);
    const second = sampleBaseline({ tag: 'second', runId: 'run-2', savedAt: 2000 });
    await baselines.save(second);
    await baselines.save(sampleBaseline({ dataset: 'regression', runId: 'run-3', savedAt: 3000 }));
    expect(await baselines.get('smoke', 'first')).toEqual(sampleBaseline());
    expect(await baselines.get('smoke', 'none')).toBeNull();
    expect(await baselines.ofRun('run-2')).toEqual(second);
    expect((await baselines.list({ dataset: 'smoke', limit: 10 })).map(({ tag }) => tag)).toEqual(['second', 'first']);
    expect((await baselines.list({ limit: 2 })).map(({ dataset }) => dataset)).toEqual(['regression', 'smoke']);
  });

  it('keep one verdict a run, the latest', async () => {
    await using temp = await openTempStore({ dialect });
    const { baselines } = temp.store;
    await baselines.putVerdict(sampleVerdict(20));
    const later = sampleVerdict(10, { decidedAt: 9000 });
    await baselines.putVerdict(later);
    await baselines.putVerdict(sampleVerdict(20, { runId: 'run-3', dataset: 'regression', decidedAt: 4000 }));
    expect(await baselines.verdictOf('run-2')).toEqual(later);
    expect(await baselines.verdictOf('none')).toBeNull();
    expect((await baselines.verdicts({ limit: 5 })).map(({ runId }) => runId)).toEqual(['run-2', 'run-3']);
    expect((await baselines.verdicts({ dataset: 'regression', limit: 5 })).map(({ runId }) => runId)).toEqual([
      'run-3',
    ]);
  });
});

describe.each(dialects)('a promotion on %s', (dialect) => {
  it('moves baseline and label together and writes down what it did', async () => {
    await using temp = await openTempStore({ dialect });
    const { store } = temp;
    await withVersions(store);
    const outcome = await store.baselines.promote(
      samplePromotion({ labels: toProd(versions[0], versions[1]), reason: 'better', verdict: 'WARN', isForced: true }),
    );
    expect(outcome).toMatchObject({
      outcome: 'done',
      promotion: {
        tag: 'first',
        previousTag: null,
        revision: 1,
        moves: [
          { name, label: 'prod', fromVersion: versions[0], toVersion: versions[1], kind: 'promote', reason: 'better' },
        ],
        verdict: 'WARN',
        isForced: true,
        promotedBy: 'U1',
        undoneAt: null,
      },
    });
    expect(await prodOf(store)).toBe(versions[1]);
    expect(await store.baselines.promoted('smoke')).toMatchObject({ tag: 'first', revision: 1, movedBy: 'U1' });
    const promotion = await store.baselines.promotionOf('run-1');
    expect(promotion).toEqual(await store.baselines.getPromotion('promotion-1'));
    expect(await store.baselines.promotions('smoke', 5)).toEqual([promotion]);
    expect(await store.baselines.allPromoted()).toHaveLength(1);
  });

  it('moves nothing where the label stands elsewhere than the person saw', async () => {
    await using temp = await openTempStore({ dialect });
    const { store } = temp;
    await withVersions(store);
    const outcome = await store.baselines.promote(samplePromotion({ labels: toProd(versions[2], versions[1]) }));
    expect(outcome).toEqual({ outcome: 'stale', what: `${name}@prod`, current: versions[0] });
    expect(await prodOf(store)).toBe(versions[0]);
    expect(await store.baselines.promoted('smoke')).toBeNull();
    expect(await store.baselines.get('smoke', 'first')).toBeNull();
    expect(await store.baselines.getPromotion('promotion-1')).toBeNull();
  });

  it('is for one of two people in two processes; the other is told', async () => {
    await using temp = await openTempStore({ dialect });
    await withVersions(temp.store);
    const other = await temp.openAnother();
    const labels = toProd(versions[0], versions[1]);
    const outcomes = await Promise.all([
      temp.store.baselines.promote(samplePromotion({ labels })),
      other.baselines.promote(samplePromotion({ id: 'promotion-2', labels, by: 'U2' })),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'stale']);
    expect(await other.baselines.promotions('smoke', 5)).toHaveLength(1);
    expect(await temp.store.prompts.labelHistory(name)).toHaveLength(2);
  });

  it('does not take a tag from another run', async () => {
    await using temp = await openTempStore({ dialect });
    await temp.store.baselines.save(sampleBaseline({ runId: 'run-9' }));
    expect(await temp.store.baselines.promote(samplePromotion())).toEqual({
      outcome: 'stale',
      what: 'tag',
      current: 'first',
    });
  });
});

describe.each(dialects)('an undo on %s', (dialect) => {
  it('moves both back, once, and leaves its line in the history of the label', async () => {
    await using temp = await openTempStore({ dialect });
    const { store } = temp;
    await withVersions(store);
    await store.baselines.promote(samplePromotion());
    const second = sampleBaseline({ tag: 'second', runId: 'run-2' });
    const labels = toProd(versions[0], versions[1]);
    await store.baselines.promote(samplePromotion({ id: 'p-2', baseline: second, expectedRevision: 1, labels }));
    expect(await store.baselines.undo('p-2', 'U2', 3000, 'too slow')).toMatchObject({
      outcome: 'done',
      promotion: { undoneBy: 'U2', undoneAt: 3000 },
    });
    expect(await prodOf(store)).toBe(versions[0]);
    expect(await store.baselines.promoted('smoke')).toMatchObject({ tag: 'first', revision: 3, movedBy: 'U2' });
    expect((await store.prompts.labelHistory(name))[0]).toMatchObject({
      kind: 'undo',
      reason: 'too slow',
      changedBy: 'U2',
    });
    expect(await store.baselines.undo('p-2', 'U2', 4000, null)).toMatchObject({ outcome: 'stale', what: 'promotion' });
    expect(await store.baselines.undo('none', 'U2', 4000, null)).toMatchObject({ outcome: 'stale' });
    // The first promotion is the newest that stands; taken back it leaves nothing promoted.
    expect(await store.baselines.undo('promotion-1', 'U2', 5000, null)).toMatchObject({ outcome: 'done' });
    expect(await store.baselines.promoted('smoke')).toMatchObject({ tag: null, revision: 4 });
  });

  it('moves nothing where the label or the baseline has moved since', async () => {
    await using temp = await openTempStore({ dialect });
    const { store } = temp;
    await withVersions(store);
    await store.baselines.promote(samplePromotion({ labels: toProd(versions[0], versions[1]) }));
    const move = { name, label: 'prod', kind: 'promote', changedBy: 'U3', changedAt: 2500, reason: null } as const;
    await store.prompts.moveLabel({ ...move, version: versions[2] });
    expect(await store.baselines.undo('promotion-1', 'U2', 3000, null)).toEqual({
      outcome: 'stale',
      what: `${name}@prod`,
      current: versions[2],
    });
    expect(await store.baselines.promoted('smoke')).toMatchObject({ tag: 'first', revision: 1 });
    await store.prompts.moveLabel({ ...move, version: versions[1] });
    const second = sampleBaseline({ tag: 'second', runId: 'run-2' });
    await store.baselines.promote(samplePromotion({ id: 'p-2', baseline: second, expectedRevision: 1 }));
    expect(await store.baselines.undo('promotion-1', 'U2', 3000, null)).toMatchObject({
      outcome: 'stale',
      what: 'baseline',
    });
  });

  it('after any run of promotions and undos leaves label and baseline where the standing promotions say', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('promote' as const), version: fc.nat(2), seen: fc.nat(2) }),
      fc.record({ kind: fc.constant('undo' as const), of: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        await using temp = await openTempStore({ dialect });
        const { store } = temp;
        await withVersions(store);
        const standing: { id: string; tag: string; before: string }[] = [];
        const answers: [unknown, unknown][] = [];
        const states: [unknown, unknown][] = [];
        let prod: string = versions[0];
        let revision = 0;
        for (const [index, each] of steps.entries()) {
          if (each.kind === 'promote') {
            const tag = `tag-${index}`;
            const to = versions[each.version] ?? versions[0];
            const from = versions[each.seen] ?? versions[0];
            const { outcome } = await store.baselines.promote(
              samplePromotion({
                id: `p-${index}`,
                baseline: sampleBaseline({ tag, runId: `run-${index}` }),
                expectedRevision: revision,
                labels: toProd(from, to),
              }),
            );
            answers.push([outcome, from === prod ? 'done' : 'stale']);
            if (outcome !== 'done') continue;
            standing.push({ id: `p-${index}`, tag, before: prod });
            prod = to;
          } else {
            const id = `p-${each.of}`;
            const { outcome } = await store.baselines.undo(id, 'U2', 3000, null);
            answers.push([outcome, standing.at(-1)?.id === id ? 'done' : 'stale']);
            if (outcome !== 'done') continue;
            prod = standing.pop()?.before ?? prod;
          }
          revision += 1;
          const promoted = await store.baselines.promoted('smoke');
          states.push([
            [await prodOf(store), promoted?.tag, promoted?.revision],
            [prod, standing.at(-1)?.tag ?? null, revision],
          ]);
        }
        for (const [seen, expected] of [...answers, ...states]) expect(seen).toEqual(expected);
      }),
      { numRuns: dialect === 'sqlite' ? 25 : 6 },
    );
  });
});
