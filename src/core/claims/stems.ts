/** Word forms folded together, so that "rebuilds", "rebuilt" and "rebuilding" can be one word to the grounding checks. */

/** Unlike forms of common English verbs and nouns in technical prose. */
const irregular: ReadonlyMap<string, string> = new Map(
  `built build rebuilt rebuild ran run grew grow grown grow fell fall fallen fall rose rise risen rise wrote write written write rewrote rewrite
  rewritten rewrite kept keep held hold lost lose found find took take taken take gave give given give came come became become began begin begun
  begin broke break broken break chose choose chosen choose drove drive driven drive sent send spent spend stood stand told tell thought think
  brought bring bought buy caught catch cut cut drew draw drawn draw led lead left leave met meet paid pay sold sell shown show shrank shrink
  shrunk shrink slept sleep sped speed split split spread spread won win children child people person mice mouse data datum indices index
  analyses analysis vertices vertex matrices matrix criteria criterion media medium went go gone go saw see seen see knew know known know
  storage store better good best good worse bad worst bad faster fast fastest fast`
    .split(/\s+/u)
    .reduce<[string, string][]>((pairs, word, index, all) => {
      if (index % 2 === 0) pairs.push([word, all[index + 1] ?? word]);
      return pairs;
    }, []),
);

/** Words that writers swap without saying anything else; each line folds into its first. Never opposites, never degrees, nothing that negates. */
const synonyms: ReadonlyMap<string, string> = new Map(
  `large big huge
  important significant
  help assist aid
  need require
  fast quick rapid
  buy purchase
  begin start commence
  show demonstrate
  use utilize utilise
  cheap inexpensive
  hard difficult
  allow enable permit
  improve enhance
  choose select pick
  error mistake
  fix repair
  many numerous
  get obtain
  try attempt
  company firm
  film movie
  image picture photo
  doctor physician
  answer reply response
  problem issue
  goal aim objective
  method approach technique
  whole entire
  remove delete
  keep retain
  increase rise grow
  decrease reduce fall decline`
    .split('\n')
    .flatMap((line) => {
      const [first = '', ...others] = line.trim().split(' ').map(plainStem);
      return others.map((other): [string, string] => [other, first]);
    }),
);

/** Most words of a text were met before, and a stem costs nine regular expressions. */
const known = new Map<string, string>();
const mostKnown = 20_000;
const longestKnown = 40;

/** A word's stem, one for words of the same meaning: English suffixes off; other words stay, for their endings are met by `sameWord`. */
export function stemOf(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const plain = plainStem(word);
  const stem = synonyms.get(plain) ?? plain;
  if (known.size >= mostKnown) known.clear();
  if (word.length <= longestKnown) known.set(word, stem);
  return stem;
}

function plainStem(word: string): string {
  const form = irregular.get(word);
  if (form !== undefined) return form;
  if (!/^[a-z][a-z'-]*$/u.test(word) || word.length < 4) return word;
  const plain = word.replace(/'.*$/u, '');
  const cut = plain
    .replace(/(?:ies|ied|iness|ier|iest)$/u, 'y')
    .replace(/(ss|sh|ch|x|z)es$/u, '$1')
    .replace(/([^su])s$/u, '$1')
    .replace(/(?<=[a-z]{3})ly$/u, '')
    .replace(/(?<=[aeiouy][a-z]*[a-z])(?:ing|ed)$/u, '')
    .replace(/([bdfgklmnprt])\1$/u, '$1');
  return cut.length < 3 ? plain : cut.replace(/(?<=[a-z]{3})e$/u, '');
}

/**
 * True where two words are forms of one: same stem, one stem the beginning of the other (from five letters on), or a common beginning of at
 * least six letters; in each case no less than 60 % of the longer one ("incremental" and "incrementally", "Verbesserung" and "verbessert").
 */
export function sameWord(a: string, b: string): boolean {
  const left = stemOf(a);
  const right = stemOf(b);
  if (left === right) return true;
  const shorter = Math.min(left.length, right.length);
  const longer = Math.max(left.length, right.length);
  let shared = 0;
  while (shared < shorter && left[shared] === right[shared]) shared += 1;
  return shared >= longer * 0.6 && (shared >= 6 || (shared >= 5 && shared === shorter));
}
