import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCandidates } from '../../src/llm/json-candidates.ts';

function firstParsed(text: string): unknown {
  for (const candidate of jsonCandidates(text)) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      continue;
    }
  }
  return null;
}

describe('jsonCandidates', () => {
  it.each<[string, string, unknown]>([
    ['a code fence', '```json\n{"a": 1}\n```', { a: 1 }],
    ['prose around it', 'Sure! {"a": {"b": "}"}} Done.', { a: { b: '}' } }],
    ['trailing commas', '{"a": [1, 2,], "b": "x,]",}', { a: [1, 2], b: 'x,]' }],
    ['raw line breaks in a string', '{"a": "one\ntwo"}', { a: 'one\ntwo' }],
    ['an escaped quote', String.raw`{"a": "say \"{\" now"}`, { a: 'say "{" now' }],
    ['braces that are no JSON before it', 'Use {curly} braces: {"a": 1}', { a: 1 }],
    ['a cut object', '{"a": [1, 2', null],
    ['nothing', 'no object here', null],
  ])('finds the object in %s', (_name, text, value) => {
    expect(firstParsed(text)).toEqual(value);
  });

  it('finds any object between any words without braces', () => {
    const words = fc.string().map((text) => text.replace(/[{}"]/g, ''));
    fc.assert(
      fc.property(words, fc.dictionary(fc.string(), fc.jsonValue()), words, (before, value, after) => {
        expect(firstParsed(`${before}${JSON.stringify(value)}${after}`)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('takes time in proportion to the length of hostile answers', () => {
    const began = performance.now();
    expect(firstParsed('{'.repeat(500_000))).toBeNull();
    expect(firstParsed('{"a":['.repeat(100_000))).toBeNull();
    expect(performance.now() - began).toBeLessThan(4000);
  });
});
