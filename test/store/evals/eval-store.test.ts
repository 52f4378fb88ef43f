import { describe, expect, test } from 'vitest';
import type { SummaryRun } from '../../../src/core/summary.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { rawRows } from '../../support/raw-rows.ts';
import { sampleEvalResult, sampleEvalRun, sampleScore } from '../../support/sample-eval-run.ts';
import { sampleSummary } from '../../support/sample-summary.ts';
import { dialects } from '../../support/test-databases.ts';
import { openTempStore } from '../../support/temp-store.ts';

const day = 86_400_000;

describe.each(dialects)('on %s', (dialect) => {
  describe('eval runs', () => {
    test('come back as they were stored, and only what a change names changes', async () => {
      await using temp = await openTempStore({ dialect });
      const { evalRuns } = temp.store;
      const queued = sampleEvalRun({ status: 'queued', doneCount: 0, startedAt: null, finishedAt: null });
      await evalRuns.create(queued);
      await evalRuns.create({ ...queued, startedBy: 'U2' });
      expect(await evalRuns.get('run-1')).toEqual(queued);
      expect(await evalRuns.get('none')).toBeNull();
      const failure = { code: 'budget_exceeded', message: 'Used up.', hint: null, retryable: false };
      await evalRuns.update('run-1', { status: 'failed', failure, costUsd: null });
      expect(await evalRuns.get('run-1')).toEqual({ ...queued, status: 'failed', failure, costUsd: null });
      const figures = [{ scorer: 'voice', n: 2, mean: 0.9, passRate: 1, errorCount: 0 }];
      await evalRuns.update('run-1', { failure: null, doneCount: 2, figures });
      await evalRuns.update('run-1', {});
      expect(await evalRuns.get('run-1')).toMatchObject({ status: 'failed', failure: null, doneCount: 2, figures });
    });

    test('are listed newest first, by team and dataset, in pages that neither repeat nor skip', async () => {
      await using temp = await openTempStore({ dialect });
      const { evalRuns } = temp.store;
      for (let index = 0; index < 7; index += 1) {
        const dataset = index === 3 ? 'regression' : 'smoke';
        // Two of them in one millisecond.
        const createdAt = 1000 + Math.floor(index / 2);
        const params = { ...sampleEvalRun().params, dataset };
        await evalRuns.create(sampleEvalRun({ id: `run-${index}`, createdAt, params }));
      }
      await evalRuns.create(sampleEvalRun({ id: 'other', teamId: 'T2' }));
      const ids: string[] = [];
      for (let beforeId: string | undefined; ;) {
        const page = await evalRuns.list({ teamId: 'T1', limit: 3, ...(beforeId === undefined ? {} : { beforeId }) });
        if (page.length === 0) break;
        ids.push(...page.map((run) => run.id));
        beforeId = page.at(-1)?.id;
      }
      expect(ids).toEqual(['run-6', 'run-5', 'run-4', 'run-3', 'run-2', 'run-1', 'run-0']);
      const found = await evalRuns.list({ teamId: 'T1', dataset: 'regression', limit: 10 });
      expect(found.map((run) => run.id)).toEqual(['run-3']);
    });

    test('that nobody agreed to go after a day, and are in no list', async () => {
      await using temp = await openTempStore({ dialect });
      const { evalRuns } = temp.store;
      const createdAt = temp.outside.clock.now();
      await evalRuns.create(sampleEvalRun({ id: 'planned', status: 'planned', createdAt }));
      await evalRuns.create(sampleEvalRun({ id: 'queued', status: 'queued', createdAt }));
      expect((await evalRuns.list({ limit: 10 })).map(({ id }) => id)).toEqual(['queued']);
      await temp.store.purge();
      expect(await evalRuns.get('planned')).not.toBeNull();
      await temp.outside.clock.advance(day + 1);
      await temp.store.purge();
      expect(await evalRuns.get('planned')).toBeNull();
      expect(await evalRuns.get('queued')).not.toBeNull();
    });

    test('keep one result for each item and repeat, in order', async () => {
      await using temp = await openTempStore({ dialect });
      const { evalRuns } = temp.store;
      await evalRuns.create(sampleEvalRun());
      const failed = sampleEvalResult('b', {
        outcome: 'failed',
        failure: { code: 'model_timeout', message: 'Too slow.', hint: null, retryable: true },
        scores: [sampleScore('grounding', 0, { error: 'model_timeout' })],
        answerKey: null,
      });
      await evalRuns.putResult('run-1', failed);
      await evalRuns.putResult('run-1', sampleEvalResult('a', { repeat: 1 }));
      await evalRuns.putResult('run-1', sampleEvalResult('a', { durationMs: 99 }));
      await evalRuns.putResult('run-1', sampleEvalResult('a'));
      expect(await evalRuns.results('run-1')).toEqual([
        sampleEvalResult('a'),
        sampleEvalResult('a', { repeat: 1 }),
        failed,
      ]);
      expect(await evalRuns.results('none')).toEqual([]);
    });
  });

  describe('eval answers', () => {
    const answer: SummaryRun = sampleSummary();

    test('keep the first answer, sealed where there is a key, until the text of pages goes', async () => {
      await using temp = await openTempStore({ dialect });
      const settings = { ...temp.settings, encryptionKeys: [Buffer.alloc(32, 7).toString('base64')] };
      const sealed = await openStore(settings, temp.outside);
      await sealed.evalAnswers.put('k', answer);
      await sealed.evalAnswers.put('k', { ...answer, rewriteCount: 7 });
      await sealed.evalRuns.create(sampleEvalRun());
      await sealed.evalRuns.putResult('run-1', sampleEvalResult('a'));
      expect(await sealed.evalAnswers.get('k')).toEqual(answer);
      expect(await sealed.evalAnswers.get('none')).toBeNull();
      const bodies = await rawRows(
        settings.databaseUrl,
        'select body from eval_answers union all select body from eval_results',
      );
      expect(bodies.filter(({ body }) => String(body).startsWith('gloss1:'))).toHaveLength(2);
      await temp.outside.clock.advance(29 * day);
      expect((await sealed.purge()).evalAnswers).toBe(0);
      await temp.outside.clock.advance(2 * day);
      expect((await sealed.purge()).evalAnswers).toBe(1);
      expect(await sealed.evalAnswers.get('k')).toBeNull();
      expect(await sealed.evalRuns.results('run-1')).toHaveLength(1);
      await sealed.close();
    });
  });
});
