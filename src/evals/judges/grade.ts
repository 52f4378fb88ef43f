import { z } from 'zod';
import type { ScorerResult } from '../../core/summary.ts';

/** A judgement in five steps: 1 is worst, 5 is best. */
export const GradeAnswer = z.object({ reason: z.string(), grade: z.number().int().min(1).max(5) });

const passGrade = 4;

/** Value = (grade - 1) / 4. */
export function scoreOfGrade({ grade, reason }: z.infer<typeof GradeAnswer>): ScorerResult {
  return { value: (grade - 1) / 4, passed: grade >= passGrade, reason: `Grade ${grade} of 5: ${reason}` };
}
