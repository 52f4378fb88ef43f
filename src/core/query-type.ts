/** What kind of question somebody asks about a page. */
export const queryTypes = ['factual', 'stance', 'teaching', 'repair', 'smalltalk', 'general'] as const;
export type QueryType = (typeof queryTypes)[number];

export interface TypedQuery {
  type: QueryType;
  /** False where the words alone do not say it; a model may know better. */
  isCertain: boolean;
}

const smallWords = new Set(
  `hi hello hey howdy hiya yo thanks thank thx ty you u cheers great cool nice awesome perfect wow ok okay good morning afternoon evening night bye
  goodbye ciao hallo danke merci gracias lol haha so much very a lot gloss there all everyone team job work well done sounds that's`
    .trim()
    .split(/\s+/u),
);
const greetings =
  /\b(?:hi|hello|hey|howdy|hiya|yo|thanks|thank|thx|ty|cheers|great|cool|nice|awesome|perfect|wow|ok|okay|morning|bye|goodbye|ciao|hallo|danke|merci|gracias|lol|haha)\b/u;

/** In this order; each looks for whole words. */
const rules: readonly { type: QueryType; words: RegExp; isCertain: boolean }[] = [
  {
    type: 'repair',
    words:
      /\b(?:(?:that|this|it|you|your answer)(?:'s| is| are|'re| was)? (?:\w+ )?(?:wrong|incorrect|mistaken|not (?:right|true|correct|what))|i meant|you (?:misread|misunderstood|missed)|not what i (?:asked|meant|wanted)|correct (?:that|yourself)|try (?:that )?again|das stimmt nicht|das ist falsch)\b/u,
    isCertain: true,
  },
  {
    type: 'stance',
    words:
      /\b(?:what do you think|your (?:opinion|view|take)|do you (?:agree|think|believe|recommend|like)|should (?:we|i|one)|would you|is (?:it|this) (?:worth|any good|a good|better)|pros and cons|worth (?:it|using|trying|reading)|agree or disagree)\b/u,
    isCertain: true,
  },
  {
    type: 'teaching',
    words:
      /\b(?:explain|teach|eli5|walk (?:me|us) through|step by step|in (?:simple|plain) (?:words|terms|english)|for beginners|how (?:does|do|is|are|can|would|could) (?!many|much)|what does .{1,60} mean|what is the (?:idea|intuition)|why (?:does|do|is|are|would|did)|erkläre|wie funktioniert)\b/u,
    isCertain: true,
  },
  {
    type: 'factual',
    words:
      /^(?:who|when|where|whose|how (?:many|much|long|old|fast|big|large|often|far|high)|which|at what|since when|wer|wann|wo|wie viele)\b/u,
    isCertain: true,
  },
  {
    type: 'factual',
    words: /^(?:what|is|are|was|were|does|do|did|has|have|had|can|could|will|ist|sind|hat)\b/u,
    isCertain: false,
  },
];

/** By rules alone: whole words, so that "hi" is not found in "this". */
export function tellQueryType(question: string): TypedQuery {
  const text = question.normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(/\s+/gu, ' ').trim();
  const words = text.match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0) return { type: 'smalltalk', isCertain: true };
  if (words.length <= 8 && greetings.test(text) && words.every((word) => smallWords.has(word))) {
    return { type: 'smalltalk', isCertain: true };
  }
  const asked = text.replace(/^(?:(?:hi|hello|hey|thanks|thank you|ok|okay|and|so|but|please|well)\b[\s,!.]*)+/u, '');
  const rule = rules.find((candidate) => candidate.words.test(asked));
  return rule ? { type: rule.type, isCertain: rule.isCertain } : { type: 'general', isCertain: false };
}
