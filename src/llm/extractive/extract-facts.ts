import { findNames } from '../../core/claims/names.ts';
import { splitSentences } from '../../core/sentences.ts';
import type { ExtractFactsAnswer, ExtractFactsInput } from '../../core/stages.ts';
import { leansOnPrevious } from './anaphora.ts';
import { talksToReader } from './talks-to-reader.ts';
import { createVectors, pickDiverse, rankByCentrality } from './rank-sentences.ts';
import type { Vectors } from './rank-sentences.ts';
import { isUsableSentence } from './usable-sentence.ts';

/** Facts of one call; 3 + 15 sentences need 18, and a few more leave a choice. */
const maxFacts = 24;
/** Sentences that are compared with each other; more cost time in square. */
const maxCandidates = 400;

interface Candidate {
  text: string;
  snippetId: number;
  /** Position among the sentences of the text, usable or not. */
  position: number;
  opensSnippet: boolean;
  leans: 0 | 1 | 2;
}

/**
 * The strongest sentences of the page as facts, word for word, in page order. Strength is centrality (TextRank over TF-IDF) with bonuses for
 * the title's words, an early place, numbers and names; sentences that lean on another come only together with it.
 */
export function extractFacts(input: ExtractFactsInput): ExtractFactsAnswer {
  const candidates = findCandidates(input);
  const vectors = createVectors(candidates.map((candidate) => candidate.text));
  const scores = scoreCandidates(candidates, vectors, input);
  const indexes = candidates.map((_candidate, index) => index);
  const standing = indexes.filter((index) => candidates[index]?.leans !== 2);
  const picked = new Set(pickDiverse(scores, vectors, { count: maxFacts, among: standing }));
  addFollowers(candidates, picked);
  const facts = indexes.flatMap((index) => {
    const candidate = candidates[index];
    return candidate && picked.has(index)
      ? [{ fact: candidate.text, supported_by_snippet_ids: [candidate.snippetId] }]
      : [];
  });
  return {
    key_facts: facts,
    unknowns: [],
    coverage_assessment: `${facts.length} of ${candidates.length} usable sentences were taken word for word, without a model.`,
  };
}

function findCandidates(input: ExtractFactsInput): Candidate[] {
  const page = { urls: [`https://${input.domain}/`], text: input.snippets.map((snippet) => snippet.text).join('\n') };
  const options = { language: input.language, page, title: input.title };
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  let position = 0;
  for (const snippet of input.snippets) {
    let inQuotation = false;
    for (const [index, sentence] of splitSentences(snippet.text, input.language).entries()) {
      const text = withoutMarks(sentence);
      position += 1;
      // The middle of a longer quotation has lost its speaker.
      const isInside = inQuotation;
      if (opensOrClosesQuotation(text)) inQuotation = !inQuotation;
      if (isInside) continue;
      const key = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
      if (seen.has(key) || !isUsableSentence(text, options)) continue;
      seen.add(key);
      candidates.push({
        text,
        snippetId: snippet.id,
        position,
        opensSnippet: index === 0,
        leans: leansOnPrevious(text),
      });
    }
  }
  if (candidates.length <= maxCandidates) return candidates;
  // Evenly over the whole text: its end counts as much as its start.
  const step = candidates.length / maxCandidates;
  return candidates.filter((_candidate, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** The list mark before a sentence, an agency's place line ("MADRID — ") and spaces before its stops are layout. */
function withoutMarks(sentence: string): string {
  return sentence
    .replace(/^\p{Lu}{3,}[\p{Lu}\s,.]{0,30}(?:\([^()]{1,20}\)\s)?[—–]\s(?=\p{Lu})/u, '')
    .replace(/^(?:[-*•‣–·]|\(?\d{1,3}[.)])\s+/u, '')
    .replace(/\s+(?=[.,](?:\s|$))/gu, '');
}

function opensOrClosesQuotation(text: string): boolean {
  return (text.match(/["“”„«»]/gu)?.length ?? 0) % 2 === 1;
}

function scoreCandidates(candidates: readonly Candidate[], vectors: Vectors, input: ExtractFactsInput): number[] {
  const central = rankByCentrality(candidates.length, vectors);
  return candidates.map(({ text, position, opensSnippet, leans }, index) => {
    const bonus =
      0.25 * vectors.similarityTo(index, input.title ?? '') +
      0.2 / (1 + (position - 1) / 4) +
      (opensSnippet ? 0.06 : 0) +
      (/\p{N}/u.test(text) ? 0.08 : 0) +
      (findNames(text, input.language).length > 0 ? 0.05 : 0);
    const penalty =
      (leans === 1 ? 0.12 : 0) +
      (/[!！]["'”’»)\]]*$/u.test(text) ? 0.15 : 0) +
      (/^["“„«]/u.test(text) ? 0.15 : 0) +
      (talksToReader(text) ? 0.15 : 0) +
      (/^(?:I|My|I'm|I’m|Ich|Je|Yo)\b/u.test(text) ? 0.1 : 0) +
      (/\b(?:above|below|the following|as follows|see (?:figure|table|section|also)|shown in)\b/iu.test(text)
        ? 0.15
        : 0) +
      (text.length > 260 ? 0.12 : 0);
    return 0.6 * (central[index] ?? 0) + bonus - penalty;
  });
}

/** Where there is room, a leaning sentence joins the picked one that stands right before it on the page. */
function addFollowers(candidates: readonly Candidate[], picked: Set<number>): void {
  for (const [index, candidate] of candidates.entries()) {
    if (picked.size >= maxFacts) return;
    const previous = candidates[index - 1];
    if (candidate.leans === 2 && previous && picked.has(index - 1) && previous.position === candidate.position - 1)
      picked.add(index);
  }
}
