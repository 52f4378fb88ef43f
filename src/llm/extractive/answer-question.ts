import { aboutThePage } from '../../core/claims/word-weights.ts';
import { stemOf } from '../../core/claims/stems.ts';
import { rankSnippets, stemWeights } from '../../core/rank-snippets.ts';
import { splitSentences } from '../../core/sentences.ts';
import type { AnswerQuestionAnswer, AnswerQuestionInput } from '../../core/stages.ts';
import { contentWords, splitWords } from '../../core/words.ts';
import { createVectors, pickDiverse, rankByCentrality } from './rank-sentences.ts';
import { isUsableSentence } from './usable-sentence.ts';

interface Candidate {
  text: string;
  snippetId: number;
  stems: string[];
}

/** Snippets that are searched sentence by sentence. */
const maxSnippets = 8;
/** A sentence that has less of the question's words, by weight, answers another one. */
const minShare = 0.45;
const nothing: AnswerQuestionAnswer = { told: false, sentences: [] };

/** Sentences of the page, word for word, that have most of the question's words; none where no sentence has enough of them. */
export function answerQuestion(input: AnswerQuestionInput): AnswerQuestionAnswer {
  const { question, previous, maxSentences } = input;
  const own = subjectStems(question);
  // "No, I meant the second one" says what is meant; "that is wrong" does not.
  const asked = previous === null || own.size >= 2 ? question : `${previous.question} ${question}`;
  const wanted = asked === question ? own : subjectStems(asked);
  const all = candidatesOf(input).filter(({ text }) => previous?.answer.includes(text) !== true);
  if (wanted.size === 0) return answerOf(pickCentral(all, maxSentences));
  const weights = stemWeights(
    wanted,
    all.map(({ stems }) => stems),
  );
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const shareOf = ({ stems }: Candidate): number => {
    const own = new Set(stems);
    return [...weights].reduce((sum, [stem, weight]) => sum + (own.has(stem) ? weight : 0), 0) / total;
  };
  const best = new Set(bestSnippets(asked, input));
  const ranked = all
    .filter(({ snippetId }) => best.has(snippetId))
    .map((candidate) => ({ candidate, share: shareOf(candidate), bonus: answersKind(question, candidate.text) }))
    .filter(({ share }) => share >= minShare)
    .toSorted((a, b) => b.share + b.bonus - (a.share + a.bonus));
  const [first] = ranked;
  if (!first) return nothing;
  // What is much weaker than the best sentence only dilutes it.
  return answerOf(
    ranked
      .filter(({ share }) => share >= first.share * 0.7)
      .slice(0, maxSentences)
      .map(({ candidate }) => candidate),
  );
}

function answerOf(chosen: readonly Candidate[]): AnswerQuestionAnswer {
  const inPageOrder = chosen.toSorted((a, b) => a.snippetId - b.snippetId);
  return {
    told: chosen.length > 0,
    sentences: inPageOrder.map(({ text, snippetId }) => ({ text, snippet_ids: [snippetId] })),
  };
}

function candidatesOf({ snippets, language, domain, title }: AnswerQuestionInput): Candidate[] {
  const page = { urls: [`https://${domain}/`], text: snippets.map(({ text }) => text).join('\n') };
  return snippets.flatMap(({ id, text, headingPath }) =>
    splitSentences(text, language)
      .filter((sentence) => isUsableSentence(sentence, { language, page, title }))
      .map((sentence) => ({
        text: sentence,
        snippetId: id,
        // The innermost heading says what its sentences are about.
        stems: contentWords(`${headingPath.at(-1) ?? ''} ${sentence}`).map(stemOf),
      })),
  );
}

function bestSnippets(question: string, { snippets }: AnswerQuestionInput): number[] {
  const scores = rankSnippets(question, snippets);
  return snippets
    .map(({ id }, index) => ({ id, score: scores[index] ?? 0 }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, maxSnippets)
    .map(({ id }) => id);
}

/** For "what is this about": the sentences that the others turn round. */
function pickCentral(candidates: readonly Candidate[], count: number): Candidate[] {
  const looked = candidates.slice(0, 150);
  const vectors = createVectors(looked.map(({ text }) => text));
  const scores = rankByCentrality(looked.length, vectors);
  const among = looked.map((_, index) => index);
  return pickDiverse(scores, vectors, { count, among }).flatMap((index) => looked[index] ?? []);
}

/** A number for "how many", a time for "when", a name for "who": what such a question asks for. */
function answersKind(question: string, sentence: string): number {
  const words = splitWords(question);
  const starts = `${words[0] ?? ''} ${words[1] ?? ''}`;
  if (/^how (?:many|much|long|old|fast|big|large|often|far)/u.test(starts)) return /\p{N}/u.test(sentence) ? 0.15 : 0;
  if (words[0] === 'when') return /\b(?:1[89]|20)\d\d\b|\d{1,2}:\d\d/u.test(sentence) ? 0.15 : 0;
  if (words[0] === 'who') return /(?<!^)\b\p{Lu}\p{Ll}+\s\p{Lu}/u.test(sentence) ? 0.15 : 0;
  return 0;
}

function subjectStems(question: string): Set<string> {
  const isFrame = (word: string): boolean => aboutThePage.has(word) || frameWords.has(word);
  return new Set(
    contentWords(question)
      .filter((word) => !isFrame(word))
      .map(stemOf),
  );
}

/** Words of a question that ask, and say nothing of what is asked about. */
const frameWords = new Set(
  `about point points idea ideas main summarize short gist key takeaway takeaways mean means meant meaning thing things more detail details please know
  explain explains work works working happen happens understand teach describe think opinion recommend worth wrong right correct again try different
  actually instead question answer anything something there called name kind`.split(/\s+/u),
);
