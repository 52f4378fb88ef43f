import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentWords, splitWords } from '../../src/core/words.ts';

describe('splitWords', () => {
  it.each([
    [
      "Node.js 20's cache-key grew by 4.2 %, didn't it?",
      ['node.js', '20', 'cache-key', 'grew', 'by', '4.2', "didn't", 'it'],
    ],
    ['C++ and C# are ﬁne', ['c++', 'and', 'c#', 'are', 'fine']],
    ['Über größere Mengen', ['über', 'größere', 'mengen']],
    ['', []],
    ['… — !', []],
  ])('cuts "%s"', (text, words) => expect(splitWords(text)).toEqual(words));

  it('cuts scripts without spaces by dictionary', () => {
    expect(splitWords('系统很重要')).toEqual(['系统', '很', '重要']);
    expect(splitWords('東京は大きい').length).toBeGreaterThan(2);
  });

  it('finds the same words in ASCII text with and without other letters beside it', () => {
    const text = fc.array(fc.constantFrom(..."aZ9.'_-+# ’s,(".split(''), 'node.js', "it's", 'c++', '4.2'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const ascii = parts.join('');
        expect(splitWords(ascii)).toEqual(splitWords(`${ascii} é`).slice(0, -1));
      }),
    );
  });

  it('keeps names and numbers inside CJK text', () => {
    expect(splitWords('使用 Redis 7.2系统')).toEqual(['使用', 'redis', '7.2', '系统']);
  });
});

describe('contentWords', () => {
  it('leaves function words of several languages out', () => {
    expect(contentWords('The cache of the server is fast')).toEqual(['cache', 'server', 'fast']);
    expect(contentWords('Der Speicher und die Platte sind schnell')).toEqual(['speicher', 'platte', 'schnell']);
    expect(contentWords('这个技术的系统')).toEqual(['技术', '系统']);
  });
});
