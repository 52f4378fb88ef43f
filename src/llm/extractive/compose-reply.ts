import { stemOf } from '../../core/claims/stems.ts';
import { isCompleteSentence, splitSentences } from '../../core/sentences.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../core/stages.ts';
import { contentWords } from '../../core/words.ts';
import { leansOnPrevious } from './anaphora.ts';
import { readFailures } from './heed-failures.ts';
import { findSimilarTech } from './similar-tech.ts';
import { createVectors, pickDiverse, rankByCentrality } from './rank-sentences.ts';
import type { Vectors } from './rank-sentences.ts';
import { talksToReader } from './talks-to-reader.ts';
import { draftIdeas, minIdeas } from './theme-ideas.ts';

/** A whole sentence that a fact gives. */
export interface FactSentence {
  text: string;
  factId: number;
  /** Centrality among the facts, 0 to 1. */
  strength: number;
  leans: 0 | 1 | 2;
}

/**
 * The reply made of the facts’ own sentences; ideas and similar tech come from words that facts and themes share. After a refusal the same
 * reply without what was criticised.
 */
export function composeReply(input: ComposeReplyInput): ComposeReplyAnswer {
  const first = write(input, new Set());
  if (input.failures.length === 0) return first;
  const criticised = readFailures(input.failures, first);
  const projects = first.projects.filter((_idea, index) => !criticised.ideas.has(index));
  return {
    ...write(input, criticised.sentences),
    projects: input.form === 'full' && projects.length < minIdeas ? [] : projects,
    similar_tech: first.similar_tech.filter((_tech, index) => !criticised.similarTech.has(index)),
  };
}

function write(input: ComposeReplyInput, refused: ReadonlySet<string>): ComposeReplyAnswer {
  const texts = readSentences(input, refused);
  const vectors = createVectors(texts.map((sentence) => sentence.text));
  const central = rankByCentrality(texts.length, vectors);
  const sentences = texts.map((sentence, index): FactSentence => ({ ...sentence, strength: central[index] ?? 0 }));
  const sizes = divide(sentences.length, input);
  const tldr = pickTldr(sentences, vectors, sizes.tldr, input.title);
  const summary = pickSummary(sentences, vectors, tldr, sizes.summary, input.sentenceCounts.summary.min);
  const cite = (index: number): { text: string; fact_ids: number[] }[] => {
    const sentence = sentences[index];
    return sentence ? [{ text: sentence.text, fact_ids: [sentence.factId] }] : [];
  };
  return {
    tldr: tldr.flatMap(cite),
    summary: summary.flatMap(cite),
    projects: draftIdeas(sentences, input, new Set(tldr)),
    similar_tech: findSimilarTech(sentences, input),
  };
}

function readSentences(
  { facts, language }: ComposeReplyInput,
  refused: ReadonlySet<string>,
): Omit<FactSentence, 'strength'>[] {
  const all = facts.flatMap((fact) =>
    splitSentences(fact.text, language).flatMap((part) => {
      const text = isCompleteSentence(part, language) ? part : finish(part);
      return isCompleteSentence(text, language) ? [{ text, factId: fact.id, leans: leansOnPrevious(text) }] : [];
    }),
  );
  const accepted = all.filter(({ text }) => !refused.has(text));
  return accepted.length > 0 ? accepted : all;
}

/** Facts of a model may come without a full stop. */
function finish(text: string): string {
  const bare = text.trim().replace(/[\s,;:、…]+$/u, '');
  return `${bare}${/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(bare) ? '。' : '.'}`;
}

function divide(
  available: number,
  { form, length, sentenceCounts }: ComposeReplyInput,
): { tldr: number; summary: number } {
  const { tldr, summary } = sentenceCounts;
  // In the full form the middle of the range: the best dozen say more than the best fifteen.
  const wanted = form === 'full' && length === 'normal' ? Math.round((summary.min + summary.max) / 2) : summary.max;
  let tldrCount = Math.max(tldr.min, Math.min(tldr.max, Math.round(available / 4)));
  if (available - tldrCount < summary.min) tldrCount = Math.max(tldr.min, Math.min(tldrCount, available - summary.min));
  return { tldr: tldrCount, summary: Math.max(summary.min, Math.min(wanted, available - tldrCount)) };
}

/** "X is a …": the part before the verb is the first group. */
const definition =
  /^([^,;:]{2,80}?)\s(?:is|are|was|were|ist|sind|war|est|sont|es|son|è|sono|é|são)\s+(?:an?|the|one of|ein|eine|der|die|das|un|une|le|la|una|uno|um|uma|o|een|het)\s|^(.{2,30})(?:は|とは).{2,80}(?:です|である|だ)。|^(.{1,30})是.{1,40}(?:的|一)/u;

/** True where the sentence says what something of the title is. */
function definesSubject(text: string, title: string | null): boolean {
  const match = definition.exec(text);
  if (!match) return false;
  const subject = match[1] ?? match[2] ?? match[3] ?? '';
  const wanted = new Set(contentWords(title ?? '').map(stemOf));
  if (/^(?:Each|Every|Some|One|Another|Most|Many|Jede[rs]?|Chaque|Cada|Ogni)\s/u.test(subject)) return false;
  return contentWords(subject).some((word) => wanted.has(stemOf(word)));
}

/** First what the thing is (title words, a definition, an early place), then the strongest that say something else. */
function pickTldr(sentences: readonly FactSentence[], vectors: Vectors, count: number, title: string | null): number[] {
  const independent = sentences.flatMap((sentence, index) => (sentence.leans === 0 ? [index] : []));
  const readable = sentences.flatMap((sentence, index) => (sentence.leans === 2 ? [] : [index]));
  const among =
    independent.length >= count
      ? independent
      : readable.length >= count
        ? readable
        : sentences.map((_s, index) => index);
  const fit = (index: number): number => fitness(sentences[index]?.text ?? '');
  const lead = (index: number): number =>
    0.6 * vectors.similarityTo(index, title ?? '') +
    0.35 / (1 + index / 2) +
    (definesSubject(sentences[index]?.text ?? '', title) ? 0.3 : 0) +
    0.25 * (sentences[index]?.strength ?? 0) +
    fit(index);
  const first = [...among].sort((a, b) => lead(b) - lead(a) || a - b)[0];
  if (first === undefined) return [];
  const scores = sentences.map((sentence, index) => {
    const carries = sentences[index + 1]?.leans === 2 ? 0.2 : 0;
    const onSubject = 0.2 * vectors.similarityTo(index, title ?? '');
    return sentence.strength + onSubject + (/\p{N}/u.test(sentence.text) ? 0.12 : 0) + fit(index) - carries;
  });
  const rest = among.filter((index) => index !== first);
  const others = pickDiverse(scores, vectors, { count: count - 1, among: rest, picked: [first] });
  const missing = rest.filter((index) => !others.includes(index)).slice(0, Math.max(0, count - 1 - others.length));
  return [first, ...[...others, ...missing].sort((a, b) => a - b)];
}

/** "Stops processing the …", "Enables or disables …": a reference page's line, whose subject is the heading above it. */
const withoutSubject = /^\p{Lu}\p{Ll}+s (?:the|an?|whether|or \p{Ll}+s|\p{Ll}+ing)\b/u;

/** 0 or less: how little a sentence suits the top of a reply, where it stands without its page. */
function fitness(text: string): number {
  return (
    (text.length > 240 ? -0.2 : text.length < 45 ? -0.1 : 0) -
    (talksToReader(text) ? 0.3 : 0) -
    (withoutSubject.test(text) ? 0.3 : 0) -
    (/^["“„«]|!["'”’»)\]]*$|^\p{L} /u.test(text) ? 0.3 : 0) -
    (/^(?:If|When|Whenever|Once|While|We|I|My|Our|In (?:our|my) opinion|Wenn|Falls|Wir|Ich|Si|Quand|Nous)\s/u.test(text)
      ? 0.15
      : 0)
  );
}

/** The strongest of the rest in page order; a leaning sentence only right after the one it leans on, while there are enough others. */
function pickSummary(
  sentences: readonly FactSentence[],
  vectors: Vectors,
  tldr: readonly number[],
  count: number,
  min: number,
): number[] {
  const rest = sentences.flatMap((_sentence, index) => (tldr.includes(index) ? [] : [index]));
  const standing = rest.filter((index) => sentences[index]?.leans !== 2);
  const scores = sentences.map((sentence) => sentence.strength - (sentence.leans === 1 ? 0.1 : 0));
  const chosen = new Set(pickDiverse(scores, vectors, { count, among: standing }));
  const add = (wanted: number, candidates: readonly number[]): void => {
    for (const index of candidates) if (chosen.size < wanted) chosen.add(index);
  };
  add(
    count,
    rest.filter((index) => sentences[index]?.leans === 2 && chosen.has(index - 1)),
  );
  add(min, standing);
  add(min, rest);
  // A page of one or two sentences: what stands in the TLDR is all there is.
  add(min, tldr);
  return [...chosen].sort((a, b) => a - b);
}
