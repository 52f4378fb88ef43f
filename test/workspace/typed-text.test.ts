import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTypedText } from '../../src/workspace/typed-text.ts';

const names = {
  userId: (name: string) => (name === 'engineer' ? 'U1' : undefined),
  channelId: (name: string) => (name === 'links' ? 'C1' : undefined),
};
const encode = (typed: string) => encodeTypedText(typed, names);
const parts = (typed: string) =>
  encode(typed).blocks.flatMap((block) => block['elements'] as { type: string; elements: object[] }[]);
const elements = (typed: string) => parts(typed)[0]?.elements;

describe('what a person types', () => {
  test.each([
    ['https://a.example/?x=1&y=2', '<https://a.example/?x=1&amp;y=2>'],
    ['read https://a.example/b.', 'read <https://a.example/b>.'],
    ['(see https://a.example/x_(y))', '(see <https://a.example/x_(y)>)'],
    ['go to example.com/docs, please', 'go to <http://example.com/docs|example.com/docs>, please'],
    ['notes.txt stays text', 'notes.txt stays text'],
    ['[the docs](https://a.example/d?x=1&y)', '<https://a.example/d?x=1&amp;y|the docs>'],
    ['write to ops@example.com', 'write to <mailto:ops@example.com|ops@example.com>'],
    ['1 < 2 & 3 > 2', '1 &lt; 2 &amp; 3 &gt; 2'],
    ['@engineer look at #links and #nowhere', '<@U1> look at <#C1|links> and #nowhere'],
    ['@nobody and @here', '@nobody and <!here>'],
    ['*bold https://a.example* _it_ ~no~', '*bold <https://a.example>* _it_ ~no~'],
    ['`a < https://b.example`', '`a &lt; https://b.example`'],
    [':tada: at 10:30:15', ':tada: at 10:30:15'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['> quoted & more', '&gt; quoted &amp; more'],
  ])('%s becomes %s', (typed, text) => {
    expect(encode(typed).text).toBe(text);
  });

  test('a link element carries the address as typed, unescaped', () => {
    expect(elements('see https://a.example/?x=1&y=2 now')).toEqual([
      { type: 'text', text: 'see ' },
      { type: 'link', url: 'https://a.example/?x=1&y=2' },
      { type: 'text', text: ' now' },
    ]);
  });

  test('a code block is its own element and nothing in it is a link', () => {
    const typed = 'before\n```\nhttps://a.example & b\n```\nafter';
    expect(encode(typed).text).toBe('before\n```https://a.example &amp; b```\nafter');
    expect(parts(typed).map(({ type }) => type)).toEqual([
      'rich_text_section',
      'rich_text_preformatted',
      'rich_text_section',
    ]);
  });

  test('never lets through a raw angle bracket or ampersand outside of its own markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
        const bare = encode(typed).text.replaceAll(/<(?:[a-z]+:[^<>]*|!here|!channel|!everyone|@U1|#C1\|links)>/gi, '');
        expect(bare).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }),
    );
  });

  test('any http address in a sentence is found whole', () => {
    const path = fc.stringMatching(/^[a-zA-Z0-9/=&%+-]{0,30}[a-zA-Z0-9/]$/);
    fc.assert(
      fc.property(path, (tail) => {
        const url = `https://host.example/${tail}`;
        expect(elements(`look: ${url}, ok`)).toContainEqual({ type: 'link', url });
      }),
    );
  });
});
