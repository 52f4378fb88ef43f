/** A model that does as it was asked, without being one: it shortens, reorders and rewords what it was given, and cites what it used. */
import { splitSentences } from '../../src/core/sentences.ts';
import type { ComposeReplyAnswer, ExtractFactsAnswer } from '../../src/core/stages.ts';
import { readModelQuestion } from './model-question.ts';
import type { ModelQuestion, NumberedText } from './model-question.ts';
import type { OpenaiReply, SeenRequest } from './openai-server.ts';

/** Words that a careful writer swaps without changing what is said. */
const synonyms: readonly [RegExp, string][] = [
  [/\bHowever, /gu, ''],
  [/\bIn addition, /gu, ''],
  [/\bFor example, /gu, ''],
  [/\b(is|are|was|were) also\b/gu, '$1'],
  [/\butili[sz]es\b/gu, 'uses'],
  [/\bin order to\b/gu, 'to'],
  [/\bbecause\b/gu, 'since'],
  [/\bapproximately\b/gu, 'about'],
  [/\bpurchased\b/gu, 'bought'],
  [/\bbegan\b/gu, 'started'],
  [/\bneeds\b/gu, 'requires'],
  [/\bshows\b/gu, 'demonstrates'],
  [/\bhelps\b/gu, 'assists'],
  [/\bimportant\b/gu, 'significant'],
  [/\bbig\b/gu, 'large'],
  [/\bfast\b/gu, 'quick'],
  [/\bmany\b/gu, 'numerous'],
  [/\bwithin\b/gu, 'inside'],
  [/ \([^()]{1,60}\)/gu, ''],
  [/ — [^—]{1,60} — /gu, ' '],
];

/** For a server: the answer to either stage's question. */
export function answerHonestly({ body }: Pick<SeenRequest, 'body'>): OpenaiReply {
  const question = readModelQuestion(body);
  return { kind: 'json', value: question.stage === 'facts' ? honestFacts(question) : honestReply(question) };
}

export function honestFacts(question: ModelQuestion): ExtractFactsAnswer {
  const most = Math.max(1, Math.ceil(30 / Math.max(1, question.items.length)));
  return {
    key_facts: question.items.flatMap((snippet) =>
      usableSentences(snippet, question.language)
        .slice(0, most)
        .map((sentence) => ({ fact: reword(sentence), supported_by_snippet_ids: [snippet.id] })),
    ),
    unknowns: [],
    coverage_assessment: 'The text covers its subject.',
  };
}

export function honestReply(question: ModelQuestion): ComposeReplyAnswer {
  const facts = question.items.map(({ id, text }) => ({ id, text: reword(text) }));
  const { tldr, summary } = question.counts;
  const cite = (fact: NumberedText) => ({ text: fact.text, fact_ids: [fact.id] });
  const early = facts.slice(0, tldr);
  const spread = evenly(facts.slice(tldr), Math.min(summary + 2, Math.max(summary, facts.length - tldr)));
  const rest = spread.length >= summary ? spread : evenly(facts, summary);
  const sentences = rest.map(cite);
  const second = rest[1];
  const last = rest.at(-1);
  // A summary joins what belongs together.
  if (sentences.length > summary && second && last && question.language === 'en') {
    const joined = `${withoutStop(second.text)}, and ${lowerFirst(last.text)}`;
    if (joined.length < 320) sentences.splice(1, 1, { text: joined, fact_ids: [second.id, last.id] });
  }
  return {
    tldr: early.map(cite),
    summary: sentences,
    projects: question.language === 'en' ? ideas(question, facts) : [],
    similar_tech: [],
  };
}

function ideas(question: ModelQuestion, facts: readonly NumberedText[]): ComposeReplyAnswer['projects'] {
  return question.themes.slice(0, 4).flatMap((theme, index) => {
    const fact = facts[(index * 3) % facts.length];
    if (!fact) return [];
    const topic = topicOf(fact.text);
    const idea =
      topic === null
        ? `This could be worth a look where ${theme.pain}: ${lowerFirst(fact.text)}`
        : `The part about ${topic} could be tried on a small project where ${theme.pain}.`;
    return [{ theme: theme.name, idea, fact_ids: [fact.id] }];
  });
}

/** A noun with its article and what stands before it, as far as form tells. */
function topicOf(sentence: string): string | null {
  const nouns =
    /\b(?:the|an?|this|its) ((?:[a-z]{4,} ){1,2}[a-z]{4,})(?= (?:is|are|was|were|of|for|in|on|to|with|that|and)\b)/u;
  return /\b(?:not?|never|without)\b/u.test(sentence) ? null : (nouns.exec(sentence)?.[1] ?? null);
}

function usableSentences({ text }: NumberedText, language: string): string[] {
  return splitSentences(text, language).filter(
    (sentence) =>
      sentence.length >= 30 &&
      sentence.length <= 280 &&
      /(?<![.\s])[.!。！؟]$/u.test(sentence) &&
      /^[\p{L}\p{N}"“«]/u.test(sentence) &&
      !/^\P{Ll}+$/u.test(sentence.replace(/\p{Lo}/gu, 'x')) &&
      !/https?:|www\.|@|[<>{}|]|\?/u.test(sentence) &&
      !/^(?:it|this|that|they|he|she|these|those|and|but|so|or|i|we|you)\b/iu.test(sentence),
  );
}

function reword(sentence: string): string {
  const plain = synonyms.reduce((text, [form, word]) => text.replace(form, word), sentence.replace(/\s+/gu, ' '));
  // "In 2019, the team moved." → "The team moved in 2019."
  const moved = /^(In|Since|By|During|After|On) ([^,.]{2,30}), ([a-z][^,;:]{20,200})\.$/u.exec(plain);
  const text = moved ? `${moved[3]} ${(moved[1] ?? '').toLowerCase()} ${moved[2]}.` : plain;
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/!$/u, '.').trim();
}

function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from(
    { length: count },
    (_, index) => items[Math.round((index * (items.length - 1)) / Math.max(1, count - 1))],
  ).filter((item) => item !== undefined);
}

function withoutStop(text: string): string {
  return text.replace(/[.!]$/u, '');
}

/** Names and short forms keep their capital. */
function lowerFirst(text: string): string {
  return /^(?:The|A|An|In|On|When|If|For|With|There|Each|Every|Some|Most|All)\b/u.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
