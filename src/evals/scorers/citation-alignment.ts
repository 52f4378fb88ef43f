import type { Scorer } from '../../core/summary.ts';
import { draftSentences } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';
import { contentStems, overlap } from '../word-overlap.ts';

const passValue = 0.9;

/** A sentence cites the facts that it repeats: no uncited fact fits it better, by a clear margin, than the best cited one. */
export const citationAlignment: Scorer = {
  id: 'citation_alignment',
  summary: 'Sentences cite the facts they are made from.',
  gate: false,
  score({ draft, factSheet }) {
    const facts = factSheet.facts.map((fact) => ({ id: fact.id, stems: contentStems(fact.text) }));
    return scoreItems(
      draftSentences(draft),
      ({ text, factIds }) => {
        const words = contentStems(text);
        const best = (cited: boolean): number =>
          Math.max(
            0,
            ...facts.filter((fact) => factIds.includes(fact.id) === cited).map((fact) => overlap(words, fact.stems)),
          );
        return best(false) > best(true) + 0.3 ? 'cites other facts than it is made from' : null;
      },
      'Sentences cite the facts they are made from.',
      passValue,
    );
  },
};
