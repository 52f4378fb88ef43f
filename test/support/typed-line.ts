import type { DescribedVerb } from './described-verbs.ts';

/** Words that stand for what a usage line names. */
const words: Readonly<Record<string, string>> = {
  NAME: 'stage-b-compose-reply',
  DATASET: 'smoke',
  URL: 'https://ferry.example/log',
  WORDS: 'ferry',
};

/** A line that somebody may type: the verb with words for what it takes, without what may be left out. */
export function typedLine({ command, verb, usage }: DescribedVerb): { command: string; text: string } {
  const given = usage
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b[A-Z][A-Z_]*\b/g, (word) => words[word] ?? 'x')
    .split(/\s+/)
    .map((word) => word.split('|')[0])
    .join(' ');
  return { command, text: `${verb} ${given}`.trim() };
}
