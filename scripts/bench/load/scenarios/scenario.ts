import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LoadOptions } from '../load-options.ts';

export interface Scenario {
  name: string;
  /** One line: what it shows. */
  what: string;
  /** Lines that say what may stand after its name. */
  usage: string[];
  /**
   * Prints one table.
   * @param words what was typed after its name: `--links 200`
   * @returns what was promised and does not hold
   * @throws Error that names a wrong option
   */
  run(words: readonly string[]): Promise<string[]>;
}

/** @param own options besides those of every load; both may be given other defaults */
export function defineScenario<Shape extends z.ZodRawShape>(scenario: {
  name: string;
  what: string;
  own: Shape;
  run(options: LoadOptions, own: z.infer<z.ZodObject<Shape>>): Promise<string[]>;
}): Scenario & { runWith(options: LoadOptions, own: z.infer<z.ZodObject<Shape>>): Promise<string[]> } {
  const own = z.object(scenario.own);
  const shape = { ...LoadOptions.shape, ...scenario.own };
  return {
    name: scenario.name,
    what: scenario.what,
    usage: Object.entries(shape).map(([name, field]) => {
      const byDefault = z.object({ field }).parse({}).field;
      return `--${name} (${String(byDefault)}): ${(field as z.ZodType).description ?? ''}`;
    }),
    run(words) {
      const options = Object.fromEntries(Object.keys(shape).map((name) => [name, { type: 'string' as const }]));
      const { values } = parseArgs({ args: [...words], options });
      const read = z.object(shape).safeParse(values);
      if (!read.success)
        throw new Error(read.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n'));
      return scenario.run(LoadOptions.parse(read.data), own.parse(read.data));
    },
    runWith: (options, own) => scenario.run(options, own),
  };
}

/** A whole number that may be typed. */
export function count(byDefault: number, what: string, min = 1): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(min).default(byDefault).describe(what);
}
