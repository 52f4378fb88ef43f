import { citedText } from '../../core/claims/cited-text.ts';
import { checkSupport } from '../../core/claims/support.ts';
import { ownPageOf, whyUnpostable } from '../../core/claims/unpostable.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { AnswerSentence, Quote } from '../../core/follow-up.ts';
import type { AnswerQuestionAnswer } from '../../core/stages.ts';

export interface VettedAnswer {
  sentences: AnswerSentence[];
  quotes: Quote[];
  dropped: { reason: string; count: number }[];
}

/** As strict as for a sentence of a summary. */
const minCoverage = 0.6;
const maxQuotes = 4;
const maxLength = 600;

/**
 * Keeps the sentences that the snippets they cite carry (words, numbers, names, negation: the same check as for summaries) and that may be posted;
 * the others are dropped and counted.
 */
export function vetAnswer(answer: AnswerQuestionAnswer, evidence: Evidence): VettedAnswer {
  const page = ownPageOf(evidence);
  const known = new Map(evidence.snippets.map((snippet) => [snippet.id, snippet]));
  const drops = new Map<string, number>();
  const sentences: AnswerSentence[] = [];
  for (const claim of answer.sentences) {
    const text = claim.text.replace(/\s+/gu, ' ').trim();
    const snippetIds = [...new Set(claim.snippet_ids)].filter((id) => known.has(id)).slice(0, 3);
    const reason = whyDropped(text, snippetIds, evidence, page);
    if (reason === null) sentences.push({ text, snippetIds });
    else drops.set(reason, (drops.get(reason) ?? 0) + 1);
  }
  const cited = [...new Set(sentences.flatMap(({ snippetIds }) => snippetIds))].slice(0, maxQuotes);
  const quotes = cited.flatMap((id): Quote[] => {
    const snippet = known.get(id);
    if (!snippet) return [];
    const source = evidence.sources.find((candidate) => candidate.id === snippet.sourceId);
    const url = snippet.sourceId === 1 ? evidence.finalUrl : (source?.url ?? evidence.finalUrl);
    return [{ snippetId: id, text: snippet.text, url }];
  });
  return { sentences, quotes, dropped: [...drops].map(([reason, count]) => ({ reason, count })) };
}

function whyDropped(
  text: string,
  snippetIds: readonly number[],
  evidence: Evidence,
  page: ReturnType<typeof ownPageOf>,
): string | null {
  if (text === '') return 'empty';
  if (text.length > maxLength) return 'too long';
  if (snippetIds.length === 0) return 'no such snippet';
  if (whyUnpostable(text, page) !== null) return 'not fit to post';
  const cited = citedText(evidence, snippetIds);
  const { language } = evidence;
  const { supported } = checkSupport(text, cited.texts, { language, context: cited.context, minCoverage });
  return supported ? null : 'not carried by its snippets';
}
