import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ComposeReplyAnswer, ExtractFactsAnswer } from '../../src/core/stages.ts';
import { toStrictSchema } from '../../src/llm/providers/openai/strict-schema.ts';
import { checkStrictSchema } from '../support/openai-rules.ts';

describe('toStrictSchema', () => {
  it.each<[string, z.ZodType]>([
    ['extract_facts', ExtractFactsAnswer],
    ['compose_reply', ComposeReplyAnswer],
    ['nullable', z.strictObject({ note: z.string().nullable(), kind: z.enum(['a', 'b']), at: z.iso.datetime() })],
    [
      'bounded',
      z.strictObject({ text: z.string().min(1).max(9), score: z.number().min(0).max(1), ids: z.array(z.int()).max(3) }),
    ],
    [
      'union',
      z.strictObject({ value: z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.boolean() })]) }),
    ],
  ])('writes %s in a form that the published rules allow', (name, schema) => {
    expect(checkStrictSchema(toStrictSchema(name, schema).schema)).toEqual([]);
  });

  it('keeps what strict schemas may say and leaves out what they may not', () => {
    const { schema } = toStrictSchema(
      'x',
      z.strictObject({ score: z.number().min(0).max(1), text: z.string().max(5), id: z.int() }),
    );
    expect(schema['properties']).toEqual({
      score: { type: 'number', minimum: 0, maximum: 1 },
      text: { type: 'string' },
      id: { type: 'integer' },
    });
  });

  it.each<[string, z.ZodType, RegExp]>([
    ['an optional property', z.strictObject({ a: z.string().optional() }), /x\.a must be required/],
    ['a loose object', z.looseObject({ a: z.string() }), /x must forbid other properties/],
    [
      'a loose object inside',
      z.strictObject({ list: z.array(z.looseObject({ a: z.string() })) }),
      /x\.list\[\] must forbid/,
    ],
    ['a list at the root', z.array(z.string()), /must be an object at its root/],
    [
      'a union at the root',
      z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]),
      /must be an object/,
    ],
    ['an unknown value', z.strictObject({ a: z.unknown() }), /x\.a has no type/],
    ['a map', z.strictObject({ a: z.record(z.string(), z.string()) }), /x\.a must forbid/],
  ])('refuses %s, naming the place', (_name, schema, message) => {
    expect(() => toStrictSchema('x', schema)).toThrow(message);
  });

  it.each(['', 'two words', 'ä', 'a'.repeat(65)])('refuses the name "%s"', (name) => {
    expect(() => toStrictSchema(name, z.strictObject({}))).toThrow(/is no name/);
  });
});
