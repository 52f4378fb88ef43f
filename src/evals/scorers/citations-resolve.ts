import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

/** More facts than this under one sentence is no citation but a list of everything. */
const maxFactsPerEntry = 6;

export const citationsResolve: Scorer = {
  id: 'citations_resolve',
  summary: 'Every entry cites facts that exist, and every fact snippets that exist.',
  gate: true,
  score({ draft, factSheet, evidence }) {
    const snippets = new Set(evidence.snippets.map((snippet) => snippet.id));
    const facts = new Map(factSheet.facts.map((fact) => [fact.id, fact]));
    return scoreItems(
      draftItems(draft),
      ({ factIds }) => {
        if (factIds.length === 0) return 'cites no fact';
        if (factIds.length > maxFactsPerEntry)
          return `cites ${factIds.length} facts; at most ${maxFactsPerEntry} belong to one entry`;
        const unknown = factIds.filter(
          (id) => facts.get(id)?.snippetIds.every((snippetId) => snippets.has(snippetId)) !== true,
        );
        return unknown.length === 0 ? null : `cites facts without a source (${unknown.slice(0, 4).join(', ')})`;
      },
      'Every citation leads to the page.',
    );
  },
};
