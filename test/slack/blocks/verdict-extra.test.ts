import { describe, expect, it } from 'vitest';
import type { RunVerdict } from '../../../src/core/baseline.ts';
import { compareRuns } from '../../../src/evals/regression/compare-runs.ts';
import { scorerRegistry } from '../../../src/evals/scorer-registry.ts';
import { verdictExtra } from '../../../src/slack/blocks/baselines/verdict-extra.ts';
import { evalResultReport } from '../../../src/slack/blocks/evals/result-report.ts';
import { renderReport, reportForms } from '../../../src/slack/blocks/report.ts';
import { validateMessage } from '../../../src/slack/blocks/validate-blocks.ts';
import { evalResult } from '../../support/eval-results.ts';
import { sampleVerdict } from '../../support/sample-baseline.ts';
import { sampleEvalRun } from '../../support/sample-eval-run.ts';

const scorers = scorerRegistry.list().map(({ id }) => id);
const standing = { revision: 1, promotedTag: 'first', isPromoted: false, promotion: null };

/** Every scorer is lower, items are lost, the clusters are too few: all that a card can have to say. */
function worstVerdict(): RunVerdict {
  const results = (value: (index: number) => number) =>
    Array.from({ length: 24 }, (_, index) =>
      evalResult(`item-with-a-rather-long-name-${index}`, Object.fromEntries(scorers.map((id) => [id, value(index)])), {
        cluster: `site-${index % 2}`,
      }),
    );
  const candidate = results((index) => (index % 3) / 4).slice(0, 21);
  const rules = { isStrict: false, alpha: 0.1, seed: 1 };
  const report = compareRuns({ scorers, baseline: results(() => 1), candidate, rules });
  return sampleVerdict(20, { report, notes: ['Another model wrote the answers: m-2 now, m-1 before.'.repeat(4)] });
}

describe('the card of a run with a verdict', () => {
  it.each(reportForms)('keeps its buttons and Slack takes it, however much there is to say: %s', (form) => {
    const figures = scorers.map((scorer) => ({ scorer, n: 24, mean: 0.3, passRate: 0.2, errorCount: 1 }));
    const run = sampleEvalRun({ figures, params: { ...sampleEvalRun().params, scorers } });
    const failed = Array.from({ length: 24 }, (_, index) => evalResult(`item-${index}`, {}, { outcome: 'failed' }));
    const report = evalResultReport(run, failed, verdictExtra(run, { ...standing, verdict: worstVerdict() }, null));
    const message = renderReport(report, form);
    expect(validateMessage(message)).toEqual([]);
    const shown = JSON.stringify(message.blocks);
    expect(shown).toContain('"action_id":"eval_promote"');
    expect(shown).toContain('"action_id":"eval_export"');
    expect(shown).not.toContain('did not fit');
  });

  it('says who promoted it and until when that can be undone, and takes the button away afterwards', () => {
    const run = sampleEvalRun();
    const promotion = {
      id: 'p-1',
      dataset: 'smoke',
      runId: run.id,
      tag: 'second',
      previousTag: 'first',
      revision: 2,
      moves: [],
      verdict: 'PASS' as const,
      isForced: false,
      reason: '*bold* <!channel> reason',
      promotedBy: 'U1',
      promotedAt: 1000,
      undoneBy: null,
      undoneAt: null,
    };
    const promoted = { ...standing, verdict: sampleVerdict(20), isPromoted: true, promotedTag: 'second', promotion };
    const draw = (until: number | null) => JSON.stringify(verdictExtra(run, promoted, until));
    expect(draw(86_400_000)).toContain('"action_id":"promotion_undo"');
    expect(draw(86_400_000)).toContain('"user_id":"U1"');
    expect(draw(86_400_000)).not.toContain('<!channel>');
    expect(draw(null)).not.toContain('promotion_undo');
    expect(draw(null)).not.toContain('eval_promote');
  });

  it('says why there is no verdict, and offers the first promotion', () => {
    const nothing = { ...standing, verdict: null, revision: 0, promotedTag: null };
    const shown = JSON.stringify(verdictExtra(sampleEvalRun(), nothing, null));
    expect(shown).toContain('No baseline is promoted on smoke yet');
    expect(shown).toContain('run-1/0');
    expect(verdictExtra(sampleEvalRun({ status: 'cancelled' }), nothing, null).buttons).toEqual([]);
  });
});
