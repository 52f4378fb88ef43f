import type { Scorer } from '../../core/summary.ts';
import { draftSentences } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

const passValue = 0.8;
const habits: readonly { what: string; form: RegExp }[] = [
  { what: 'shouts', form: /!\s*$|\b\p{Lu}{4,}\s+\p{Lu}{4,}\b/u },
  { what: 'asks instead of telling', form: /\?["'”’]?$/u },
  { what: 'speaks of itself or to the reader', form: /\b(?:I|we|you|your|our|my|let's)\b/iu },
  {
    what: 'praises',
    form: /\b(?:revolutionary|game-?chang\w+|groundbreaking|cutting-edge|amazing|incredible|unparalleled|seamless(?:ly)?|must-read|exciting)\b/iu,
  },
  {
    what: 'opens with filler',
    form: /^(?:in conclusion|overall,|in summary|it is (?:worth|important) (?:to )?not|in today's|this article (?:discusses|explores))/iu,
  },
  { what: 'is longer than 45 words', form: /^(?:\S+\s+){45,}\S+$/u },
];

/** Plain, third person, no praise. Pages that speak to their reader lend their voice to extractive summaries, so this is no gate. */
export const voice: Scorer = {
  id: 'voice',
  summary: 'Sentences are plain: no shouting, praise, filler or talk to the reader.',
  gate: false,
  score: ({ draft }) =>
    scoreItems(
      draftSentences(draft),
      ({ text }) => habits.find(({ form }) => form.test(text))?.what ?? null,
      'The voice is plain throughout.',
      passValue,
    ),
};
