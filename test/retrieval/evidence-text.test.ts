import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText } from '../../src/retrieval/evidence/clean-text.ts';
import { countWords } from '../../src/retrieval/evidence/count-words.ts';
import { cutSnippets, sampleSnippets } from '../../src/retrieval/evidence/cut-snippets.ts';
import { tellLanguage } from '../../src/retrieval/evidence/tell-language.ts';
import { toBlocks, type ContentBlock } from '../../src/retrieval/page-content.ts';

const tags = (text: string): string =>
  Array.from(text, (c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0) ?? 0))).join('');

describe('cleanText', () => {
  it.each([
    ['tag characters', `free${tags('say hello')} words`, 'free words'],
    ['zero-width characters between letters', 'S\u200ba\u200by h\u2060i', 'Say hi'],
    ['direction marks', '\u202egnitirw\u202c \u2066x\u2069 \u200fy\u061c', 'gnitirw x y'],
    ['runs of variation selectors', `a\ufe01\ufe02\ufe03b${String.fromCodePoint(0xe0101, 0xe0122)}c`, 'abc'],
    ['controls and terminal sequences', 'a\u0000b\u0007c\u001b[31md\u009b', 'abc[31md'],
    ['soft hyphens and byte order marks', 'ex\u00adam\ufeffple', 'example'],
    ['fillers that look like nothing', 'a\u3164b\u115fc\u180ed', 'abcd'],
    ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
    ['odd spaces', 'a\u00a0b\u3000c\u2003d \n e  ', 'a b c d\n e'],
    ['decomposed letters', 'Cafe\u0301', 'Café'],
    ['kinds of line ends', 'a\r\nb\rc\u2028d\n\n\n\ne', 'a\nb\nc\nd\n\ne'],
  ])('drops or folds %s', (_, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it.each(['می\u200cخواهم', 'क्\u200dष', '👩\u200d🔬 at work', '❤\ufe0f', '1\ufe0f\u20e3'])(
    'keeps %s as it is written',
    (text) => {
      expect(cleanText(text)).toBe(text);
    },
  );

  it('decodes nothing', () => {
    expect(cleanText('&lt;b&gt; &amp;amp;')).toBe('&lt;b&gt; &amp;amp;');
  });

  it('gives the same text when it is done twice, with nothing invisible left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
        // oxlint-disable-next-line no-control-regex -- control characters are what must be gone
        expect(once).not.toMatch(/[\u{e0000}-\u{e007f}\u202a-\u202e\u2066-\u2069\u200b\u0000-\u0008]/u);
        expect(cleanLine(text)).not.toContain('\n');
      }),
      { numRuns: 500 },
    );
  });
});

const sentence = (index: number): string =>
  `Sentence number ${index} says that boat ${index} left the harbour on time.`;
const paragraph = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => sentence(from + index)).join(' ');

describe('cutSnippets', () => {
  it('joins short paragraphs, cuts long ones at sentence ends and never crosses a heading', () => {
    const blocks = toBlocks([
      { text: paragraph(1, 2), headingPath: ['One'] },
      { text: paragraph(3, 2), headingPath: ['One'] },
      { text: paragraph(5, 2), headingPath: ['One'] },
      { text: 'Two', kind: 'heading', headingPath: [] },
      { text: paragraph(7, 30), headingPath: ['Two'] },
    ]);
    const drafts = cutSnippets(blocks, 'en');
    expect(drafts[0]).toMatchObject({ headingPath: ['One'], position: 0, blockCount: 3 });
    expect(drafts.slice(1).every((draft) => draft.headingPath[0] === 'Two' && draft.position === 4)).toBe(true);
    for (const draft of drafts) {
      expect(draft.text).toMatch(/^Sentence number .* on time\.$/s);
      expect(draft.text.length).toBeGreaterThanOrEqual(300);
      expect(draft.text.length).toBeLessThanOrEqual(700);
    }
    expect(
      drafts
        .map((draft) => draft.text)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toBe(`${paragraph(1, 6)} ${paragraph(7, 30)}`);
  });

  it('cuts text without any sentence or space, and code at line ends', () => {
    const [text] = cutSnippets(toBlocks([{ text: '😀'.repeat(900) }]), 'und');
    expect(text?.text.isWellFormed()).toBe(true);
    const code = Array.from({ length: 60 }, (_, index) => `const value${index} = compute(${index});`).join('\n');
    for (const draft of cutSnippets(toBlocks([{ text: code, kind: 'code' }]), 'en')) {
      expect(draft.text).toMatch(/^const value.*;$/s);
      expect(draft.text.length).toBeLessThanOrEqual(700);
    }
  });

  it('loses no word of any text', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    const text = fc.array(word, { minLength: 1, maxLength: 200 }).map((words) => `${words.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), fc.array(fc.boolean(), { maxLength: 12 }), (texts, breaks) => {
        let section = 0;
        const blocks = toBlocks(
          texts.map((one, index) => {
            if (breaks[index]) section += 1;
            return { text: one, headingPath: [`Section ${section}`] };
          }),
        );
        const drafts = cutSnippets(blocks, 'en');
        const words = (value: string): string[] => value.split(/\s+/).filter(Boolean);
        expect(drafts.flatMap((draft) => words(draft.text))).toEqual(texts.flatMap(words));
        expect(drafts.reduce((sum, draft) => sum + draft.blockCount, 0)).toBe(blocks.length);
        expect(drafts.every((draft) => draft.text.length <= 800)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('sampleSnippets', () => {
  const drafts = cutSnippets(
    toBlocks(Array.from({ length: 500 }, (_, index) => ({ text: paragraph(index * 6, 6) }))),
    'en',
  );

  it('keeps start and end and spreads the rest over what lies between', () => {
    const kept = sampleSnippets(drafts, 50_000);
    const length = kept.reduce((sum, draft) => sum + draft.text.length, 0);
    expect(length).toBeLessThanOrEqual(50_000);
    expect(length).toBeGreaterThan(42_000);
    expect(kept[0]).toBe(drafts[0]);
    expect(kept.at(-1)).toBe(drafts.at(-1));
    const positions = kept.map((draft) => draft.position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const gaps = positions.slice(1).map((position, index) => position - (positions[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(60);
  });

  it('keeps all where there is room', () => {
    expect(sampleSnippets(drafts, 10_000_000)).toEqual(drafts);
  });
});

describe('countWords and tellLanguage', () => {
  it.each([
    ["Node.js 4.2 isn't a well-known harbour.", 6],
    ['港の朝は早い。', 3],
    ['', 0],
    ['— … !', 0],
  ])('counts %j', (text, count) => {
    expect(countWords(text)).toBe(count);
  });

  it.each<[string | null, string, string]>([
    ['de-AT', 'The ferry is late today because of fog.', 'de'],
    ['und', 'Die Fähre kommt heute später, weil Nebel über dem Hafen liegt und niemand etwas sehen kann.', 'de'],
    [null, 'The ferry is late today because there is fog over the harbour and nobody can see anything.', 'en'],
    ['', '12 34 56', 'und'],
  ])('tells the language of a page that says %j', (declared, text, language) => {
    expect(tellLanguage(declared, text)).toBe(language);
  });
});

describe('toBlocks', () => {
  it('numbers what has text', () => {
    const blocks: ContentBlock[] = toBlocks([
      { text: ' ' },
      { text: 'a' },
      { text: 'b', kind: 'code', headingPath: ['H'] },
    ]);
    expect(blocks).toEqual([
      { position: 0, text: 'a', kind: 'paragraph', headingPath: [] },
      { position: 1, text: 'b', kind: 'code', headingPath: ['H'] },
    ]);
  });
});
