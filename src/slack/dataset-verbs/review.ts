import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { renderNote } from '../blocks/note-message.ts';
import { nextCandidate } from '../next-candidate.ts';
import { createVerb } from '../run-verb.ts';

export const review = createVerb({
  name: 'review',
  usage: '[NAME]',
  summary: 'shows what waits to become part of a dataset, one by one, to confirm or reject.',
  needs: 'dataset.review',
  options: z.object({}),
  words: { min: 0, max: 1 },
  async run({ words: [word] }, request, services) {
    const named =
      word === undefined ? await services.datasets.list() : [await services.datasets.find(word.toLowerCase())];
    for (const dataset of named) {
      if (dataset.candidateCount === 0) continue;
      const report = await nextCandidate(dataset, '', request, services);
      if (report !== null) return { report, share: false };
    }
    if (named.some(({ candidateCount }) => candidateCount > 0)) {
      throw new AppError({
        code: 'not_allowed',
        message: 'What waits comes from channels you cannot see.',
        hint: 'Ask in those channels.',
      });
    }
    return renderNote('Nothing waits for review. Votes and scores bring candidates.');
  },
});
