import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import { optionKinds } from '../../src/slack/arguments/option-kinds.ts';
import { readArguments } from '../../src/slack/arguments/read-arguments.ts';
import { splitWords } from '../../src/slack/arguments/split-words.ts';

const hourMs = 3_600_000;
const options = z.object({
  window: optionKinds.duration({ minMs: hourMs, maxMs: 366 * 24 * hourMs }).default(24 * hourMs),
  bucket: optionKinds.choice(['hour', 'day']).optional(),
  channel: optionKinds.channel().optional(),
  user: optionKinds.user().optional(),
  limit: optionKinds.count(1, 15).default(10),
  promptVersion: optionKinds.text(20).optional(),
  share: optionKinds.switch(),
});
const read = (text: string) => readArguments(text, options);

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_arguments')
      return `${error.message} ${error.hint ?? ''}`.trim();
    throw error;
  }
  return 'taken';
}

describe('arguments', () => {
  test('options come in any order and either spelling, words stay in theirs', () => {
    expect(read('a --window 7d b --share --bucket=DAY c')).toEqual({
      words: ['a', 'b', 'c'],
      options: { window: 7 * 24 * hourMs, bucket: 'day', limit: 10, share: true },
    });
    expect(read('').options).toEqual({ window: 24 * hourMs, limit: 10, share: false });
    expect(read('—window 2w –share --prompt-version v1').options).toMatchObject({
      window: 14 * 24 * hourMs,
      share: true,
      promptVersion: 'v1',
    });
  });

  test('quotes hold words together and make an option a word', () => {
    expect(read("\"two words\" “curly ones” '--share' it's").words).toEqual([
      'two words',
      'curly ones',
      '--share',
      "it's",
    ]);
    expect(read('--prompt-version="a b"').options.promptVersion).toBe('a b');
    expect(refusal('say "hello')).toContain('not closed');
  });

  test("channels and people are read in Slack's forms", () => {
    expect(read('--channel <#C123|links>').options.channel).toEqual({ id: 'C123', name: 'links' });
    expect(read('--channel <#C123>').options.channel).toEqual({ id: 'C123', name: null });
    expect(read('--channel #Links').options.channel).toEqual({ id: null, name: 'links' });
    expect(read('--channel C0LOCALLINK').options.channel).toEqual({ id: 'C0LOCALLINK', name: null });
    expect(read('--user <@U12|dana>').options.user).toBe('U12');
    expect(read('<https://a.example/?x=1&amp;y=2|a b>').words).toEqual(['<https://a.example/?x=1&y=2|a b>']);
  });

  test.each([
    ['--windw 7d', 'Did you mean --window?'],
    ['--window', 'The value of --window is missing.'],
    ['--window --share', 'The value of --window is missing.'],
    ['--window soon', 'is no length of time'],
    ['--window 5m', 'outside 1h to 366d'],
    ['--window 999999w', 'outside 1h to 366d'],
    ['--bucket dai', 'Did you mean day?'],
    ['--bucket 5', 'none of hour, day'],
    ['--limit 0', 'from 1 to 15'],
    ['--limit 3.5', 'from 1 to 15'],
    ['--channel links', 'write #name'],
    ['--user dana', 'is no person'],
    ['--share=yes', 'takes no value'],
    ['--share --share', 'given twice'],
    [`--prompt-version ${'x'.repeat(21)}`, 'longer than 20'],
  ])('%s is refused with what is right', (text, answer) => {
    expect(refusal(text)).toContain(answer);
  });

  test('any text is read or refused, never anything else', () => {
    const pieces = fc.constantFrom(
      '--window',
      '--share',
      '7d',
      '"',
      '“',
      '<#C1|a>',
      '<',
      '—',
      '=',
      '&amp;',
      ' ',
      '\n',
      "it's",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 }),
        (parts) => {
          expect(refusal(parts.join(' '))).toEqual(expect.any(String));
          expect(refusal(parts.join(''))).toEqual(expect.any(String));
        },
      ),
    );
  });

  test('words without quotes and marks are those between the spaces', () => {
    const word = fc.stringMatching(/^[a-z0-9.:/@-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(splitWords(words.join('  ')).map(({ text }) => text)).toEqual(words);
      }),
    );
  });
});
