/** Errors of known kinds put into faithful sentences: the test material for the grounding checks. */
import { findNames } from '../../../src/core/claims/names.ts';

export type ErrorKind = 'number changed' | 'numbers exchanged' | 'unit changed' | 'name changed' | 'negated';

export interface PlantedError {
  kind: ErrorKind;
  text: string;
}

const otherNames = [
  'Redwood',
  'Anders Fjeld',
  'Kubernetes',
  'MongoDB',
  'Osaka',
  'Helix',
  'PyTorch',
  'Brunswick',
  'Tove Nyman',
];
const otherUnits: readonly (readonly [RegExp, string])[] = [
  [/\bminutes\b/u, 'seconds'],
  [/\bseconds\b/u, 'hours'],
  [/\bms\b|\bmilliseconds\b/u, 'seconds'],
  [/\bhours\b/u, 'days'],
  [/\bMB\b/u, 'GB'],
  [/\bGB\b/u, 'TB'],
  [/\bKB\b/u, 'MB'],
  [/(?<=\d) ?%|(?<=\d) percent\b/u, ' hours'],
  [/\bmonths\b/u, 'weeks'],
];

/** Every error of each kind that the sentence has a place for; none of them says what the sentence says. */
export function plantErrors(sentence: string, language: string): PlantedError[] {
  return [
    ...changeNumbers(sentence),
    ...exchangeNumbers(sentence),
    ...changeUnits(sentence),
    ...changeNames(sentence, language),
    ...(language === 'en' ? negate(sentence) : []),
  ];
}

function changeNumbers(sentence: string): PlantedError[] {
  return numbersOf(sentence).map(({ text, index }) => {
    const digits = text.replace(/\d/u, (digit) => String((Number(digit) % 9) + 1));
    return { kind: 'number changed', text: splice(sentence, index, text.length, digits) };
  });
}

function exchangeNumbers(sentence: string): PlantedError[] {
  const [first, second] = numbersOf(sentence);
  if (!first || !second || first.text === second.text) return [];
  // Only where the units differ does an exchange say something else that a reader of words and numbers can see.
  const unitAt = (end: number): string => /^\s?(\p{L}+|%)/u.exec(sentence.slice(end))?.[1] ?? '';
  const units = [unitAt(first.index + first.text.length), unitAt(second.index + second.text.length)];
  if (units[0] === units[1] || units.some((unit) => !/^(?:%|percent|minutes|hours|seconds|MB|KB|TB|ms)$/u.test(unit)))
    return [];
  const swapped = splice(sentence, second.index, second.text.length, first.text);
  return [{ kind: 'numbers exchanged', text: splice(swapped, first.index, first.text.length, second.text) }];
}

function changeUnits(sentence: string): PlantedError[] {
  const found = otherUnits.find(([unit]) => unit.test(sentence));
  return found ? [{ kind: 'unit changed', text: sentence.replace(found[0], found[1]) }] : [];
}

function changeNames(sentence: string, language: string): PlantedError[] {
  return findNames(sentence, language).flatMap((name, index): PlantedError[] => {
    const other = otherNames[(sentence.length + index) % otherNames.length] ?? 'Redwood';
    const changed = sentence.replace(name, other);
    return changed === sentence ? [] : [{ kind: 'name changed', text: changed }];
  });
}

function negate(sentence: string): PlantedError[] {
  const removed = sentence.replace(
    /\b(?:do|does|is|are|was|were|will|could|can)(?:\s+not|n't)\s/u,
    (match) => `${match.split(/\s|n't/u)[0] ?? ''} `,
  );
  if (removed !== sentence) return [{ kind: 'negated', text: removed }];
  const added = sentence.replace(
    /\b(is|are|was|were|has|have|can|could|will)\s(?!not|no|never|down|used by)/u,
    '$1 not ',
  );
  return added === sentence ? [] : [{ kind: 'negated', text: added }];
}

function numbersOf(sentence: string): { text: string; index: number }[] {
  return [...sentence.matchAll(/(?<![\p{Script=Latin}\d.,-])\d+(?:[.,:]\d+)*/gu)].map((match) => ({
    text: match[0],
    index: match.index,
  }));
}

function splice(text: string, index: number, length: number, by: string): string {
  return text.slice(0, index) + by + text.slice(index + length);
}
