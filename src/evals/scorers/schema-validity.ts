import { DraftSentence, ProjectIdea, SimilarTech } from '../../core/summary.ts';
import type { Scorer } from '../../core/summary.ts';
import { z } from 'zod';

const maxSentenceLength = 600;
const maxNameLength = 80;

const sentences = (least: number) =>
  z.array(DraftSentence.extend({ text: z.string().min(1).max(maxSentenceLength) })).min(least);
const ideas = z
  .array(
    ProjectIdea.extend({ theme: z.string().min(1).max(maxNameLength), text: z.string().min(1).max(maxSentenceLength) }),
  )
  .max(8);
const Form = z.object({
  form: z.enum(['full', 'short']),
  tldr: sentences(1),
  summary: sentences(1),
  projects: ideas,
  similarTech: z
    .array(
      SimilarTech.extend({
        name: z.string().min(1).max(maxNameLength),
        text: z.string().min(1).max(maxSentenceLength),
      }),
    )
    .max(8),
});

/** The parts are there and none is out of bounds; a full reply has 3 to 8 ideas, or none where no theme fits. */
export const schemaValidity: Scorer = {
  id: 'schema_validity',
  summary: 'The draft has every part, in the right form and within its limits.',
  gate: true,
  score({ draft, themes }) {
    const checked = Form.safeParse(draft);
    if (!checked.success) {
      const where = checked.error.issues
        .map((issue) => issue.path.join('.'))
        .filter((path, index, all) => all.indexOf(path) === index);
      return {
        value: 0,
        passed: false,
        reason: `These parts are missing or out of bounds: ${where.slice(0, 4).join(', ')}.`,
      };
    }
    const count = draft.projects.length;
    if (draft.form === 'full' && themes.length > 0 && count > 0 && count < 3) {
      return {
        value: 0.5,
        passed: false,
        reason: `There are ${count} ideas; a full reply has 3 to 8, or none where no theme fits.`,
      };
    }
    return { value: 1, passed: true, reason: 'Every part is there and within its limits.' };
  },
};
