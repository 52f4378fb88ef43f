import { citedByFacts } from '../core/claims/cited-text.ts';
import { checkSupport } from '../core/claims/support.ts';
import type { Support } from '../core/claims/support.ts';
import { splitSentences } from '../core/sentences.ts';
import type { ScorerInput } from '../core/summary.ts';
import type { DraftItem } from './draft-items.ts';
import { ideaFreeWords } from './idea-words.ts';

/** An idea turns facts to a use, and a "similar" line turns them to a comparison, so less of their wording is the page's. */
const minItemCoverage = { tldr: 0.6, summary: 0.6, project: 0.5, similar: 0.5 } as const;

/**
 * How far the snippets behind an item's facts carry it: each of its sentences by itself, the first that is not carried decides. An idea
 * may have a sentence of planning words alone ("Try it on a small project first."), but not only such.
 */
export function supportOf(item: DraftItem, { evidence, factSheet, themes }: ScorerInput): Support {
  const cited = citedByFacts(evidence, factSheet.facts, item.factIds);
  const theme = themes.find((candidate) => candidate.name === item.head);
  const options = {
    language: evidence.language,
    context: cited.context,
    minCoverage: minItemCoverage[item.part],
    ...(item.part === 'project' ? { freeWords: ideaFreeWords(theme) } : {}),
  };
  const whole = checkSupport(item.text, cited.texts, options);
  if (item.part === 'project' && whole.wordCount === 0) return { ...whole, supported: false };
  const parts = splitSentences(item.text, evidence.language).map((sentence) =>
    checkSupport(sentence, cited.texts, options),
  );
  return parts.find((part) => !part.supported) ?? whole;
}
