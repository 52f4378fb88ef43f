import { z } from 'zod';
import { formatMetric } from '../blocks/format-metrics.ts';
import { createVerb } from '../run-verb.ts';

/** Which examples stand in the prompts of questions, and what people think of those answers. */
export const examples = createVerb({
  name: 'examples',
  usage: '',
  summary: 'shows which examples the answers to questions were written after, and how they were liked.',
  needs: 'dataset.read',
  options: z.object({}),
  async run(_given, _request, services) {
    const used = await services.followUps.exampleUse();
    const rows = used
      .slice(0, 20)
      .map(({ dataset, itemId, usedCount, up, down }) => [
        `${dataset}/${itemId}`,
        ...[usedCount, up, down].map((count) => formatMetric.count(count)),
      ]);
    const numbers = ['Used', '👍', '👎'].map((name) => ({ name, align: 'right' as const }));
    return {
      report: {
        title: 'Examples in the prompts of questions',
        parts: [
          rows.length === 0
            ? { kind: 'text', text: 'No example was used yet; without a model none is.' }
            : { kind: 'table', table: { columns: [{ name: 'Example' }, ...numbers], rows } },
          { kind: 'note', text: `n = ${used.length}, most used first` },
        ],
      },
      share: false,
    };
  },
});
