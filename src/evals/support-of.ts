import { citedByFacts } from '../core/claims/cited-text.ts';
import { readClaimSource } from '../core/claims/claim-source.ts';
import { checkAgainst } from '../core/claims/support.ts';
import type { Support } from '../core/claims/support.ts';
import { stemOf } from '../core/claims/stems.ts';
import { splitSentences } from '../core/sentences.ts';
import type { ProjectTheme, ScorerInput } from '../core/summary.ts';
import { contentWords } from '../core/words.ts';
import type { DraftItem } from './draft-items.ts';
import { ideaFreeWords, themeWords } from './idea-words.ts';

/** An idea turns facts to a use, and a "similar" line turns them to a comparison, so less of their wording is the page's. */
const minItemCoverage = { tldr: 0.6, summary: 0.6, project: 0.5, similar: 0.5 } as const;

/**
 * How far the snippets behind an item's facts carry it: each of its sentences by itself, the first that is not carried decides. An idea
 * may have a sentence of planning words alone ("Try it on a small project first."), but not only such: where all its words are planning words
 * or the theme's, the cited text must have one of the theme's.
 */
export function supportOf(item: DraftItem, { evidence, factSheet, themes }: ScorerInput): Support {
  const cited = citedByFacts(evidence, factSheet.facts, item.factIds);
  const theme = themes.find((candidate) => candidate.name === item.head);
  const source = readClaimSource(cited.texts, cited.context, evidence.language);
  const options = {
    minCoverage: minItemCoverage[item.part],
    ...(item.part === 'project' ? { freeWords: ideaFreeWords(theme) } : {}),
  };
  const whole = checkAgainst(item.text, source, options);
  if (item.part === 'project' && whole.wordCount === 0 && !sharesThemeWord(item.text, cited.texts, theme))
    return { ...whole, supported: false };
  const sentences = splitSentences(item.text, evidence.language);
  if (sentences.length === 1 && sentences[0] === item.text) return whole;
  const parts = sentences.map((sentence) => checkAgainst(sentence, source, options));
  return parts.find((part) => !part.supported) ?? whole;
}

function sharesThemeWord(idea: string, cited: readonly string[], theme: ProjectTheme | undefined): boolean {
  if (!theme) return false;
  const source = new Set(contentWords(cited.join('\n')).map(stemOf));
  const own = new Set(themeWords(theme).map(stemOf));
  return contentWords(idea)
    .map(stemOf)
    .some((word) => own.has(word) && source.has(word));
}
