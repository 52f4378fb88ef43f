import { describe, expect, it } from 'vitest';
import { createPromotionCheck } from '../../../src/evals/baselines/promotion-check.ts';
import { createPromotionDesk } from '../../../src/evals/baselines/promotion-desk.ts';
import { createPromptLabels } from '../../../src/prompts/labels.ts';
import {
  baselineHouse,
  newVersion as fresh,
  oldVersion as old,
  promptName as name,
} from '../../support/baseline-house.ts';
import { openTempStore } from '../../support/temp-store.ts';

const { signal } = new AbortController();
const hour = 3_600_000;
const given = { by: 'U2', reason: null, force: false };

describe('a promotion', () => {
  it('of a run that passed needs no reason, saves the run under a tag and moves label and baseline', async () => {
    await using temp = await openTempStore();
    const { promotions, prod, desk, candidate } = await baselineHouse(temp, 20);
    const plan = await promotions.plan('run-2', 1, signal);
    expect(plan).toMatchObject({
      need: 'nothing',
      labels: [{ name, label: 'prod', from: old, to: fresh }],
      revision: 1,
      previousTag: '1970-01-01-run1',
    });
    const promotion = await promotions.promote(plan, given);
    expect(promotion).toMatchObject({ tag: '1970-01-01-run2', verdict: 'PASS', promotedBy: 'U2', isForced: false });
    expect(await prod()).toBe(fresh);
    expect(await desk.standing(candidate)).toMatchObject({
      isPromoted: true,
      revision: 2,
      promotion: { id: promotion.id },
    });
    expect((await desk.list('smoke')).baselines.map(({ savedBy }) => savedBy).toSorted()).toEqual(['U1', 'U2']);
    // Once more is nothing.
    await expect(promotions.plan('run-2', 2, signal)).rejects.toMatchObject({ code: 'already_promoted' });
  });

  it('of a run that failed is refused with what failed, unless it is forced with a reason', async () => {
    await using temp = await openTempStore();
    const { promotions, prod } = await baselineHouse(temp, 10);
    const plan = await promotions.plan('run-2', 1, signal);
    expect(plan.need).toBe('force');
    await expect(promotions.promote(plan, { ...given, reason: 'hurry' })).rejects.toMatchObject({
      code: 'promotion_refused',
      message: expect.stringContaining('judged is 50 % lower') as string,
    });
    await expect(promotions.promote(plan, { ...given, force: true, reason: ' ' })).rejects.toMatchObject({
      code: 'reason_missing',
    });
    expect(await prod()).toBe(old);
    const promotion = await promotions.promote(plan, { ...given, force: true, reason: 'the old one lies' });
    expect(promotion).toMatchObject({ verdict: 'FAIL', isForced: true, reason: 'the old one lies' });
    expect(await prod()).toBe(fresh);
  });

  it('that nothing proves needs a reason, and so does the first of all', async () => {
    await using temp = await openTempStore();
    const { promotions, first } = await baselineHouse(temp, 18);
    expect(first).toMatchObject({ need: 'reason', verdict: null, revision: 0, previousTag: null, labels: [] });
    const plan = await promotions.plan('run-2', 1, signal);
    expect(plan).toMatchObject({ need: 'reason', verdict: { report: { verdict: 'INCONCLUSIVE' } } });
    await expect(promotions.promote(plan, given)).rejects.toMatchObject({ code: 'reason_missing' });
    expect(await promotions.promote(plan, { ...given, reason: 'shorter' })).toMatchObject({ reason: 'shorter' });
  });

  it('from a card that is older than the promoted baseline is refused', async () => {
    await using temp = await openTempStore();
    const { promotions, prod } = await baselineHouse(temp, 20);
    await expect(promotions.plan('run-2', 0, signal)).rejects.toMatchObject({
      code: 'stale_baseline',
      message: expect.stringContaining('1970-01-01-run1') as string,
    });
    expect(await prod()).toBe(old);
  });

  it('is for one of two people who looked at the same time', async () => {
    await using temp = await openTempStore();
    const { promotions } = await baselineHouse(temp, 20);
    const [mine, yours] = [await promotions.plan('run-2', 1, signal), await promotions.plan('run-2', 1, signal)];
    await promotions.promote(mine, given);
    await expect(promotions.promote(yours, { ...given, by: 'U3' })).rejects.toMatchObject({ code: 'stale_baseline' });
  });

  it('is refused where somebody moved the label after the person looked', async () => {
    await using temp = await openTempStore();
    const { promotions, promptLabels, desk, candidate } = await baselineHouse(temp, 20);
    const plan = await promotions.plan('run-2', 1, signal);
    await promptLabels.promote({ name, label: 'prod', version: fresh, expectedVersion: old, by: 'U3', reason: null });
    await expect(promotions.promote(plan, given)).rejects.toMatchObject({ code: 'stale_label' });
    expect(await desk.standing(candidate)).toMatchObject({ isPromoted: false, revision: 1 });
  });

  it('is refused where the labels of the prompt are kept by Langfuse, and says where to move them', async () => {
    await using temp = await openTempStore();
    const { settings, ...parts } = await baselineHouse(temp, 20);
    const labels = createPromptLabels(temp.store.prompts, temp.outside, () => true);
    const promotions = createPromotionDesk({ ...parts.shared, settings, labels });
    await expect(promotions.plan('run-2', 1, signal)).rejects.toMatchObject({ code: 'label_elsewhere' });
  });

  it('moves no label for a run of what runs anyway', async () => {
    await using temp = await openTempStore();
    const { promotions, prod } = await baselineHouse(temp, 20, { labels: { [name]: 'prod' } });
    const plan = await promotions.plan('run-2', 1, signal);
    expect((await promotions.promote(plan, given)).moves).toEqual([]);
    expect(await prod()).toBe(old);
  });
});

describe('the way back', () => {
  it('is a button for 24 hours, once, where nothing moved since', async () => {
    await using temp = await openTempStore();
    const { promotions, prod, desk, candidate } = await baselineHouse(temp, 20);
    const promotion = await promotions.promote(await promotions.plan('run-2', 1, signal), given);
    expect(promotions.undoableUntil(promotion)).toBe(promotion.promotedAt + 24 * hour);
    const undone = await promotions.undo(promotion.id, 'U3');
    expect(undone).toMatchObject({ undoneBy: 'U3' });
    expect(promotions.undoableUntil(undone)).toBeNull();
    expect(await prod()).toBe(old);
    expect(await desk.standing(candidate)).toMatchObject({
      isPromoted: false,
      promotedTag: '1970-01-01-run1',
      revision: 3,
    });
    await expect(promotions.undo(promotion.id, 'U3')).rejects.toMatchObject({ code: 'stale_button' });
  });

  it('by the button ends after 24 hours; by rollback it does not', async () => {
    await using temp = await openTempStore();
    const { promotions, prod } = await baselineHouse(temp, 20);
    const promotion = await promotions.promote(await promotions.plan('run-2', 1, signal), given);
    await temp.outside.clock.advance(24 * hour + 1);
    await expect(promotions.undo(promotion.id, 'U3')).rejects.toMatchObject({ code: 'undo_expired' });
    expect(await promotions.rollback('smoke', 'U3', 'slow')).toMatchObject({ id: promotion.id, undoneBy: 'U3' });
    expect(await prod()).toBe(old);
    expect(await promotions.rollback('smoke', 'U3', null)).toMatchObject({ tag: '1970-01-01-run1' });
    await expect(promotions.rollback('smoke', 'U3', null)).rejects.toMatchObject({ code: 'nothing_before' });
  });
});

describe('what else is asked of baselines', () => {
  it('a tag is checked, kept for its run, and the wrong one named', async () => {
    await using temp = await openTempStore();
    const { desk, before, candidate } = await baselineHouse(temp, 20);
    expect(await desk.save(candidate, 'tried', 'U2')).toMatchObject({ tag: 'tried', runId: 'run-2', savedBy: 'U2' });
    expect(await desk.save(candidate, 'tried', 'U3')).toMatchObject({ tag: 'tried' });
    await expect(desk.save(before, 'tried', 'U2')).rejects.toMatchObject({ code: 'baseline_tag_taken' });
    await expect(desk.save(before, 'Not a tag', 'U2')).rejects.toMatchObject({ code: 'bad_baseline_tag' });
    await expect(desk.save({ ...before, status: 'cancelled' }, 'x', 'U2')).rejects.toMatchObject({
      code: 'eval_not_done',
    });
    await expect(desk.find('smoke', 'tired')).rejects.toMatchObject({
      hint: 'It has: 1970-01-01-run1, tried.',
    });
  });

  it('two baselines are compared, and runs stand in the order of time', async () => {
    await using temp = await openTempStore();
    const { desk, candidate } = await baselineHouse(temp, 12);
    const tried = await desk.save(candidate, 'tried', 'U2');
    const verdict = await desk.compare(tried, await desk.find('smoke', '1970-01-01-run1'), signal);
    expect(verdict.report.scorers[0]).toMatchObject({ baselineMean: 1, candidateMean: 0.6 });
    const points = await desk.history('smoke', 'T1');
    expect(points.map(({ runId, tag, isPromoted }) => [runId, tag, isPromoted])).toEqual([
      ['run-1', '1970-01-01-run1', true],
      ['run-2', 'tried', false],
    ]);
  });

  it.each([
    [20, 'passed', /On smoke, against the baseline 1970-01-01-run1, its verdict is PASS \(n = 20\)/],
    [18, 'none', /INCONCLUSIVE/],
    [10, 'failed', /FAIL.*judged is 50 % lower/],
  ])('a version of which %d of 20 items pass is %s to who moves its label', async (passed, outcome, reason) => {
    await using temp = await openTempStore();
    await baselineHouse(temp, passed);
    const check = createPromotionCheck(temp.store.baselines, temp.store.evalRuns);
    expect(await check(name, fresh)).toMatchObject({
      outcome,
      reason: expect.stringMatching(reason) as string,
      evalRunId: 'run-2',
    });
    expect(await check(name, old)).toMatchObject({ outcome: 'none', evalRunId: null });
  });
});
