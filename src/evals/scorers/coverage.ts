import type { Scorer } from '../../core/summary.ts';
import { draftSentences } from '../draft-items.ts';

const passValue = 0.6;

/** Share of the page's thirds (by snippet order) that have facts and are cited; a summary of the first screen only scores a third. */
export const coverage: Scorer = {
  id: 'coverage',
  summary: 'The summary draws on the whole page, not only on its beginning.',
  gate: false,
  score({ draft, factSheet, evidence }) {
    const order = new Map(
      evidence.snippets.filter((snippet) => snippet.sourceId === 1).map((snippet, index) => [snippet.id, index]),
    );
    const thirdsOf = (factIds: readonly number[]): Set<number> =>
      new Set(
        factSheet.facts
          .filter((fact) => factIds.includes(fact.id))
          .flatMap((fact) => fact.snippetIds)
          .flatMap((id) => {
            const index = order.get(id);
            return index === undefined ? [] : [Math.floor((index * 3) / order.size)];
          }),
      );
    const withFacts = thirdsOf(factSheet.facts.map((fact) => fact.id));
    const cited = thirdsOf(draftSentences(draft).flatMap((sentence) => sentence.factIds));
    const value = withFacts.size === 0 ? 0 : cited.size / withFacts.size;
    return {
      value,
      passed: value >= passValue,
      reason: `${cited.size} of ${withFacts.size} thirds of the page that have facts are cited.`,
    };
  },
};
