import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Inline } from '../../../src/workspace/page/inline.ts';
import { parseMrkdwn, parseMrkdwnInline } from '../../../src/workspace/page/mrkdwn.ts';

function wordsOf(pieces: readonly Inline[]): string {
  return pieces
    .map((piece) => {
      if ('children' in piece) return wordsOf(piece.children);
      return 'text' in piece ? piece.text : '';
    })
    .join('');
}

const text = (value: string): Inline => ({ kind: 'text', text: value });

describe('parseMrkdwnInline', () => {
  it('reads bold, italic, strike and code', () => {
    expect(parseMrkdwnInline('*a* _b_ ~c~ `d`')).toEqual([
      { kind: 'bold', children: [text('a')] },
      text(' '),
      { kind: 'italic', children: [text('b')] },
      text(' '),
      { kind: 'strike', children: [text('c')] },
      text(' '),
      { kind: 'code', text: 'd' },
    ]);
  });

  it('nests styles', () => {
    expect(parseMrkdwnInline('*a _b_*')).toEqual([
      { kind: 'bold', children: [text('a '), { kind: 'italic', children: [text('b')] }] },
    ]);
  });

  it.each(['snake_case_name', '2 * 3 * 4', '* item', 'a*b*c', '**', '~ approx', '`', '*open'])(
    'leaves %j as it is',
    (source) => {
      expect(parseMrkdwnInline(source)).toEqual([text(source)]);
    },
  );

  it('reads links with and without a label and decodes the address once', () => {
    expect(parseMrkdwnInline('<https://a.test/?x=1&amp;y=2|the page>')).toEqual([
      { kind: 'link', url: 'https://a.test/?x=1&y=2', children: [text('the page')] },
    ]);
    expect(parseMrkdwnInline('<https://a.test/?x=1&amp;amp;y=2>')).toEqual([
      { kind: 'link', url: 'https://a.test/?x=1&amp;y=2', children: [text('https://a.test/?x=1&amp;y=2')] },
    ]);
  });

  it('never makes a link of another scheme', () => {
    expect(parseMrkdwnInline('<javascript:alert(1)|x>')).toEqual([text('<javascript:alert(1)|x>')]);
  });

  it('links a bare address without the punctuation after it', () => {
    expect(parseMrkdwnInline('see https://a.test/b, or (https://c.test).')).toEqual([
      text('see '),
      { kind: 'link', url: 'https://a.test/b', children: [text('https://a.test/b')] },
      text(', or ('),
      { kind: 'link', url: 'https://c.test', children: [text('https://c.test')] },
      text(').'),
    ]);
  });

  it('reads mentions, broadcasts, user groups and dates', () => {
    expect(parseMrkdwnInline('<@U1><#C1|links><!here><!subteam^S1|@team><!date^1700000000^{date}|then>')).toEqual([
      { kind: 'user', id: 'U1', label: null },
      { kind: 'channel', id: 'C1', label: 'links' },
      { kind: 'broadcast', range: 'here' },
      { kind: 'usergroup', id: 'S1', label: '@team' },
      { kind: 'date', timestamp: 1_700_000_000, format: '{date}', fallback: 'then', url: null },
    ]);
  });

  it('decodes entities exactly once', () => {
    expect(parseMrkdwnInline('&lt;b&gt; &amp;lt; &nbsp;')).toEqual([text('<b> &lt; &nbsp;')]);
  });

  it('draws known emoji and leaves unknown shortcodes', () => {
    expect(parseMrkdwnInline(':tada: 12:30:45 :no_such:')).toEqual([
      { kind: 'emoji', name: 'tada' },
      text(' 12:30:45 :no_such:'),
    ]);
  });

  it('keeps styles out of code and code out of styles', () => {
    expect(parseMrkdwnInline('`*a*` *`b*`*')).toEqual([
      { kind: 'code', text: '*a*' },
      text(' '),
      { kind: 'bold', children: [{ kind: 'code', text: 'b*' }] },
    ]);
  });
});

describe('parseMrkdwn', () => {
  it('separates fences, quotes and paragraphs', () => {
    expect(parseMrkdwn('one\n&gt; two\n> three\nfour\n```\ncode *x*\n```\nfive')).toEqual([
      { kind: 'paragraph', children: [text('one')] },
      { kind: 'quote', children: [text('two'), { kind: 'break' }, text('three')] },
      { kind: 'paragraph', children: [text('four')] },
      { kind: 'preformatted', text: 'code *x*' },
      { kind: 'paragraph', children: [text('five')] },
    ]);
  });

  it('quotes the rest after three marks', () => {
    expect(parseMrkdwn('&gt;&gt;&gt;one\n\ntwo')).toEqual([
      { kind: 'quote', children: [text('one'), { kind: 'break' }, { kind: 'break' }, text('two')] },
    ]);
  });

  it('keeps every word of plain text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ,.]*$/), (source) => {
        const out = parseMrkdwn(source).flatMap((block) => ('children' in block ? block.children : [text(block.text)]));
        expect(wordsOf(out)).toBe(source);
      }),
    );
  });

  it('takes any string without failing and makes only links that are http, https or mailto', () => {
    const links = (pieces: readonly Inline[]): string[] =>
      pieces.flatMap((piece) => [
        ...(piece.kind === 'link' ? [piece.url] : []),
        ...('children' in piece ? links(piece.children) : []),
      ]);
    const hostile = fc
      .array(
        fc.constantFrom(
          '*',
          '_',
          '~',
          '`',
          '```',
          '<',
          '>',
          '|',
          '&lt;',
          '&amp;',
          '\n',
          ':',
          '+1',
          'javascript:',
          'https://a.b',
          '@U1',
          '!date^1^',
          'x',
          ' ',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), (source) => {
        for (const block of parseMrkdwn(source)) {
          if (!('children' in block)) continue;
          for (const url of links(block.children)) expect(url).toMatch(/^(?:https?:\/\/|mailto:)/i);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('survives ten thousand opening markers', () => {
    const source = '*_'.repeat(5000) + 'x' + '_*'.repeat(5000);
    expect(parseMrkdwn(source)).toHaveLength(1);
  });
});
