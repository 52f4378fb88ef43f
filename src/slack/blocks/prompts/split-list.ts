import type { PromptSplit } from '../../../core/prompt-split.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';

/** `/prompt ab`: which prompts links are divided for. */
export function splitList(splits: readonly PromptSplit[]): Report {
  if (splits.length === 0) {
    const text = 'Links are not divided between versions of any prompt. Start with ab NAME prod candidate --share 50.';
    return { title: 'Splits of prompts', parts: [{ kind: 'text', text }] };
  }
  return {
    title: 'Splits of prompts',
    parts: [
      {
        kind: 'table',
        table: {
          columns: ['Prompt', 'A', 'B', 'To B', 'Since', 'Started by'].map((name) => ({ name })),
          rows: splits.map(({ name, a, b, sharePercent, startedAt, startedBy }) => [
            name,
            a,
            b,
            `${sharePercent} %`,
            formatMetric.moment(startedAt),
            { userId: startedBy },
          ]),
        },
      },
      { kind: 'note', text: `n = ${splits.length} running · ab NAME compares what came of both` },
    ],
  };
}
