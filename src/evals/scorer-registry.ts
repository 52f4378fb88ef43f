import { createRegistry } from '../core/registry.ts';
import type { Judge } from './judges/judge.ts';
import { judges } from './judges/index.ts';
import { scorers } from './scorers/index.ts';
import type { Scorer } from '../core/summary.ts';

/** Whatever gives a value of 0 to 1: code that looks at a draft, or a model that is asked. */
export type AnyScorer = ({ kind: 'code' } & Scorer) | ({ kind: 'judge' } & Judge);

/** The one list for gates, evals and monitors. */
export const scorerRegistry = createRegistry<AnyScorer>('scorer', [
  ...scorers.map((scorer): AnyScorer => ({ kind: 'code', ...scorer })),
  ...judges.map((judge): AnyScorer => ({ kind: 'judge', ...judge })),
]);

/** The scorers of these ids, in the order of the registry. @throws AppError `unknown_scorer`. */
export function chooseScorers(ids: readonly string[]): AnyScorer[] {
  const wanted = new Set(ids.map((id) => scorerRegistry.get(id).id));
  return scorerRegistry.list().filter((scorer) => wanted.has(scorer.id));
}
