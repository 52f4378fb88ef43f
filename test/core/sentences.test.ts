import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCompleteSentence, splitSentences } from '../../src/core/sentences.ts';

/** Each case is written as the sentences it must give; joined with a space (or nothing for CJK) it is the input. */
const cases: [string, string[], { language?: string; join?: string }?][] = [
  ['plain prose', ['Gloss reads a page.', 'It writes three sentences!', 'Is that all?', 'Yes.']],
  ['Latin abbreviations', ['Use a cache, e.g. Redis, i.e. something fast.', 'It pays off.']],
  ['capitals after e.g.', ['Some stores (e.g. Postgres) sync, others, e.g. Cassandra, do not.', 'Choose well.']],
  ['titles', ['Dr. Weber and Prof. Ito met Mrs. Lang.', 'They agreed.']],
  ['numbers after No. and Fig.', ['See Fig. 3 and No. 12 of Vol. IV for details.', 'Then read on.']],
  ['the answer No', ['Is it ready?', 'No.', 'It is not.']],
  ['et al.', ['The idea goes back to Okafor et al. (2017) and was refined later.', 'It held up.']],
  ['versions', ['Version 4.2 follows 4.1.9.', 'Node.js 20 is needed.']],
  ['a sentence ending in a version', ['It was fixed in 4.2.', 'The cache changed.']],
  ['URLs with a question mark', ['Open https://docs.example/a?Page=2&x=Y!Z for more.', 'It is short.']],
  ['initials', ['The author is J. K. Moreau of Leeds.', 'She wrote it in 2019.']],
  ['a single letter that ends a sentence', ['We chose plan B. ', 'The team agreed.'].map((text) => text.trim())],
  ['dotted acronyms inside', ['The U.S. Navy and the U.K. Treasury paid.', 'Nobody else did.']],
  [
    'a dotted acronym at the end',
    ['The test was run in the U.S. ', 'The others ran it later.'].map((text) => text.trim()),
  ],
  ['company forms', ['Acme Inc. Europe bought Orbit Ltd. (Dublin).', 'It closed in May.']],
  ['quotes after the stop', ['She said "It works."', 'Then she left.']],
  ['speech that goes on', ['"Stop!" he said to the crew.', 'They did.']],
  ['brackets after the stop', ['(It took two days.)', 'The rest was easy.']],
  ['names with an exclamation mark', ['Yahoo! is older than that.', 'Most are not.']],
  ['an ellipsis that goes on', ['It waits... and then it starts.', 'That is by design.']],
  ['an ellipsis that ends', ['It waits…', 'Then it starts.']],
  ['reference marks', ['The method is old.[1][12]', 'It came back in 2020.']],
  ['decimal numbers and money', ['It costs 3.50 EUR or $4.10.', 'Tax is extra.']],
  ['list numbers', ['1. Install the tool.', '2. Run it.']],
  ['German z. B.', ['Manche Werkzeuge, z. B. Bagger, sind teuer.', 'Das gilt d. h. auch hier.'], { language: 'de' }],
  ['German ordinals', ['Am 3. Oktober begann der Versuch.', 'Er dauerte bis ins 21. Jahrhundert.'], { language: 'de' }],
  ['German Nr. and usw.', ['Siehe Nr. 5, Abs. 2 usw. (alles gilt).', 'Mehr steht dort.'], { language: 'de' }],
  ['French', ['M. Petit habite à Lyon.', 'Il travaille, p. ex. Lundi, au port.'], { language: 'fr' }],
  ['Spanish', ['¿Funciona bien?', 'Sí, la Dra. Ruiz lo probó.'], { language: 'es' }],
  ['Chinese', ['这个工具很快。', '它支持缓存！', '真的吗？', '是的。'], { language: 'zh', join: '' }],
  ['Japanese with a quotation', ['彼は「行く。」と言った。', '私は残った。'], { language: 'ja', join: '' }],
  ['CJK with western marks', ['真的吗?', '我不信!'], { language: 'zh', join: '' }],
  ['lines', ['First point without a stop', 'Second point', 'A sentence.'], { join: '\n' }],
  ['bullets', ['• One thing', '• Another thing', '- A third'], { join: '\n' }],
  ['Greek question mark', ['Είναι έτοιμο;', 'Ναι, είναι.'], { language: 'el' }],
  ['times', ['It opens at 9 a.m. Eastern and closes at 5 p.m. ', 'The shop is small.'].map((text) => text.trim())],
];

describe('splitSentences', () => {
  it.each(cases)('keeps and cuts %s', (_name, sentences, options = {}) => {
    expect(splitSentences(sentences.join(options.join ?? ' '), options.language)).toEqual(sentences);
  });

  const pieces = fc.constantFrom(
    'Dr.',
    'e.g.',
    'z.',
    'B.',
    'No.',
    '5',
    'The',
    'cat',
    'sat',
    '.',
    '. ',
    '! ',
    '?',
    '…',
    '...',
    ' ',
    ' ',
    '\n',
    '"',
    '”',
    ')',
    '(',
    '4.2',
    'https://a.example/?q=1',
    '。',
    '！',
    '猫',
    '「',
    '」',
    'U.S.',
    '[1]',
    'etc.',
    '•',
    '3.',
    '\u00a0',
    '🙂',
    '\u2028',
    'é',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  const languages = fc.constantFrom(undefined, 'en', 'de', 'ja', 'el', 'und', 'not a language');

  it('loses nothing but white space', () => {
    fc.assert(
      fc.property(text, languages, (input, language) => {
        expect(splitSentences(input, language).join('').replace(/\s/gu, '')).toBe(input.replace(/\s/gu, ''));
      }),
      { numRuns: 1500 },
    );
  });

  it('splits each of its sentences to itself', () => {
    fc.assert(
      fc.property(text, languages, (input, language) => {
        for (const sentence of splitSentences(input, language)) {
          expect(splitSentences(sentence, language)).toEqual([sentence]);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('splitSentences on hostile text', () => {
  it.each([
    ['stops', '.'.repeat(200_000)],
    ['abbreviations', 'e.g. '.repeat(40_000)],
    ['initials', 'A. '.repeat(60_000)],
    ['questions without spaces', 'a?'.repeat(100_000)],
    ['ellipses', '… A '.repeat(50_000)],
    ['one word', 'x'.repeat(300_000)],
  ])('takes time in proportion to its length: %s', (_name, text) => {
    const began = performance.now();
    expect(splitSentences(text).join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
    // Square time would take minutes.
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe('isCompleteSentence', () => {
  it.each([
    'Gloss reads a page.',
    'She said "It works."',
    'Does Node.js 20 run it?',
    '这个工具很快。',
    '(It took two days.)',
    'npm install takes 3.5 s.',
  ])('says yes to %s', (sentence) => expect(isCompleteSentence(sentence)).toBe(true));

  it.each([
    ['', 'nothing'],
    ['Gloss reads a page', 'no stop'],
    ['Gloss reads a page:', 'a colon'],
    ['It reads. It writes.', 'two sentences'],
    ['It reads\na page.', 'a line break'],
    [', and then it stops.', 'the middle of another'],
    ['It reads and then…', 'cut off'],
    ['Some stores, e.g.', 'an abbreviation at the end'],
    ['Done.', 'one word'],
    ['...', 'no word'],
  ])('says no to "%s": %s', (sentence) => expect(isCompleteSentence(sentence)).toBe(false));
});
