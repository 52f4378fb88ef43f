/** Things a compatible server may not know, from the most to the least likely, and what is done without them. */
export type Missing =
  | 'json_schema'
  | 'json_object'
  | 'max_completion_tokens'
  | 'reasoning_effort'
  | 'temperature'
  | 'parallel_tool_calls'
  | 'stream_options'
  | 'tools';

const signs: readonly { missing: Missing; sign: RegExp }[] = [
  {
    missing: 'json_schema',
    sign: /json[_ ]schema|structured[_ ]outputs?|response_?format|text\.format|guided|\bstrict\b/iu,
  },
  { missing: 'json_object', sign: /json[_ ]object|json[_ ]mode|response_?format|text\.format/iu },
  { missing: 'max_completion_tokens', sign: /max_completion_tokens/iu },
  { missing: 'reasoning_effort', sign: /reasoning/iu },
  { missing: 'temperature', sign: /temperature/iu },
  { missing: 'parallel_tool_calls', sign: /parallel_tool_calls/iu },
  { missing: 'stream_options', sign: /stream_options/iu },
  { missing: 'tools', sign: /\btools?\b|tool_choice|function call/iu },
];

/** What was learned about the servers' gaps, by model, for the life of the process. */
export interface Dialect {
  /** @returns whether the model takes it, as far as is known; what it may is noted in `used`, for `learn` */
  may(model: string, thing: Missing, used: Set<Missing>): boolean;
  /**
   * Reads a refusal (400, 404, 422, 501) for the thing it names.
   * @returns true where something new was learned, so that the same request without it is worth one more try.
   */
  learn(model: string, status: number, message: string, used: ReadonlySet<Missing>): boolean;
}

export function createDialect(): Dialect {
  const gaps = new Map<string, Set<Missing>>();
  return {
    may(model, thing, used) {
      if (gaps.get(model)?.has(thing) === true) return false;
      used.add(thing);
      return true;
    },
    learn(model, status, message, used) {
      if (![400, 404, 422, 501].includes(status)) return false;
      const known = gaps.get(model) ?? new Set();
      const found = signs.find(({ missing, sign }) => used.has(missing) && !known.has(missing) && sign.test(message));
      if (!found) return false;
      known.add(found.missing);
      gaps.set(model, known);
      return true;
    },
  };
}
