import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffText } from '../../src/core/text-diff.ts';

const shown = (before: string, after: string): string[] =>
  diffText(before, after).map(({ kind, parts, count }) => {
    const mark = { same: ' ', added: '+', removed: '-', skipped: `…${count}` }[kind];
    return mark + parts.map((part) => (part.kind === 'same' ? part.text : `{${part.text}}`)).join('');
  });

describe('a comparison of two texts', () => {
  it('marks the words that changed in a line', () => {
    expect(shown('Write three sentences.\nCite all.', 'Write two sentences.\nCite all.')).toEqual([
      '-Write {three} sentences.',
      '+Write {two} sentences.',
      ' Cite all.',
    ]);
  });

  it('shows lines that only one text has as a whole', () => {
    expect(shown('a\nc', 'a\nb\nc')).toEqual([' a', '+{b}', ' c']);
    expect(shown('a\nb\nc', 'a\nc')).toEqual([' a', '-{b}', ' c']);
    expect(shown('a', '')).toEqual(['-{a}']);
    expect(shown('say hello to', 'say good day to')).toEqual(['-say {hello} to', '+say {good day }to']);
  });

  it('skips what is far from every change, and all of it where nothing changed', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const changed = lines.with(10, 'other');
    expect(shown(lines.join('\n'), changed.join('\n'))).toEqual([
      '…8',
      ' line 8',
      ' line 9',
      '-{line 10}',
      '+{other}',
      ' line 11',
      ' line 12',
      '…7',
    ]);
    expect(shown('a\nb', 'a\nb')).toEqual(['…2']);
  });

  it('loses nothing: either text can be read from it', () => {
    const text = fc.array(fc.constantFrom('one two', 'one three', 'four', '', 'one'), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffText(before.join('\n'), after.join('\n'));
        const side = (other: 'added' | 'removed', whole: readonly string[]): string => {
          const read = lines.flatMap(({ kind, parts, count }) => {
            if (kind === 'skipped') return Array.from({ length: count }, () => null);
            return kind === other ? [] : [parts.map((part) => part.text).join('')];
          });
          return read.map((line, at) => line ?? whole[at]).join('\n');
        };
        const withoutEnd = (all: readonly string[]): string => all.join('\n').replace(/\n$/, '');
        expect(side('added', before)).toBe(withoutEnd(before));
        expect(side('removed', after)).toBe(withoutEnd(after));
      }),
    );
  });
});
