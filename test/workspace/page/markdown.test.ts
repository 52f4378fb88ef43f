import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../src/workspace/page/markdown.ts';
import { parseMarkdownInline } from '../../../src/workspace/page/markdown-inline.ts';

const text = (value: string) => ({ kind: 'text', text: value });
const paragraph = (value: string) => ({ kind: 'paragraph', children: [text(value)] });

describe('parseMarkdown', () => {
  it('reads headings, rules and paragraphs', () => {
    expect(parseMarkdown('# One #\nwords\n\n---\n### Three')).toEqual([
      { kind: 'heading', level: 1, children: [text('One')] },
      paragraph('words'),
      { kind: 'rule' },
      { kind: 'heading', level: 3, children: [text('Three')] },
    ]);
  });

  it('reads nested lists and tasks', () => {
    expect(parseMarkdown('- one\n  - two\n- [x] three')).toEqual([
      {
        kind: 'list',
        ordered: false,
        start: 1,
        items: [
          {
            done: null,
            blocks: [
              paragraph('one'),
              { kind: 'list', ordered: false, start: 1, items: [{ done: null, blocks: [paragraph('two')] }] },
            ],
          },
          { done: true, blocks: [paragraph('three')] },
        ],
      },
    ]);
  });

  it('starts an ordered list where it says', () => {
    expect(parseMarkdown('4. four\n5. five')).toMatchObject([
      { kind: 'list', ordered: true, start: 4, items: [{}, {}] },
    ]);
  });

  it('reads fences with their language, also unclosed', () => {
    expect(parseMarkdown('```ts\nconst a = `b`;\n')).toEqual([
      { kind: 'preformatted', text: 'const a = `b`;\n', language: 'ts' },
    ]);
  });

  it('reads tables with their alignment', () => {
    expect(parseMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |')).toEqual([
      {
        kind: 'table',
        align: ['left', 'right'],
        rows: [
          [[text('a')], [text('b')]],
          [[text('1')], [text('2')]],
        ],
      },
    ]);
  });

  it('reads quotes that hold blocks', () => {
    expect(parseMarkdown('> # Title\n> words')).toEqual([
      { kind: 'quote', blocks: [{ kind: 'heading', level: 1, children: [text('Title')] }, paragraph('words')] },
    ]);
  });

  it('leaves HTML as text', () => {
    expect(parseMarkdown('<script>alert(1)</script>')).toEqual([paragraph('<script>alert(1)</script>')]);
  });

  it('takes any string and always ends', () => {
    const parts = fc.constantFrom(
      '#',
      '- ',
      '1. ',
      '> ',
      '|',
      '---',
      '```',
      '\n',
      '  ',
      '*',
      '**',
      '_',
      '[',
      '](',
      ')',
      'x',
      '!',
      '\\',
      ':',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 60 }).map((found) => found.join('')),
        (source) => {
          expect(Array.isArray(parseMarkdown(source))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('parseMarkdownInline', () => {
  it('reads bold, italic, strike, code and links', () => {
    expect(parseMarkdownInline('**a** *b* ~~c~~ `d` [e](https://f.test)')).toEqual([
      { kind: 'bold', children: [text('a')] },
      text(' '),
      { kind: 'italic', children: [text('b')] },
      text(' '),
      { kind: 'strike', children: [text('c')] },
      text(' '),
      { kind: 'code', text: 'd' },
      text(' '),
      { kind: 'link', url: 'https://f.test', children: [text('e')] },
    ]);
  });

  it('keeps underscores inside words and escaped markers', () => {
    expect(parseMarkdownInline('snake_case_name \\*not bold\\*')).toEqual([text('snake_case_name *not bold*')]);
  });

  it('makes a link of an image, so no other host is asked', () => {
    expect(parseMarkdownInline('![alt](https://a.test/b.png)')).toEqual([
      { kind: 'link', url: 'https://a.test/b.png', children: [text('alt')] },
    ]);
  });
});
