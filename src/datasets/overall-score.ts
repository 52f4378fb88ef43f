/** What is known of how good an answer was; every value is from 0 to 1. */
export interface AnswerScores {
  /** One a judge that was asked; null where it failed. */
  judges: readonly (number | null)[];
  /** Scorers without a model, gates among them. */
  scorers: readonly number[];
}

/**
 * One figure for an answer: the mean of its judges where any was asked, else the mean of its scorers. Judges that failed are left out, and
 * where all of them failed there is no score: an answer that nobody could judge is not a good one.
 * @returns 0 to 1, or null where nothing is known
 */
export function overallScore({ judges, scorers }: AnswerScores): number | null {
  const values = judges.length > 0 ? judges.filter((value) => value !== null) : scorers;
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
