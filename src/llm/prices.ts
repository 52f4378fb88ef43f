import { z } from 'zod';
import type { TokenUsage } from '../core/summary.ts';

const usd = z.number().min(0).max(10_000);

/** configs/prices.yaml: USD per million tokens. */
export const PricesFile = z.strictObject({
  /** Day the table was last checked, for a person. */
  checked: z.iso.date(),
  prices: z.array(
    z.strictObject({
      /** Model names; `*` stands for any characters, `?` for one. The first row that matches counts. */
      models: z.array(z.string().min(1)).min(1),
      input: usd,
      /** Part of the input that the server had in its cache. */
      cachedInput: usd,
      /** Reasoning tokens are output tokens. */
      output: usd,
    }),
  ),
});
export type PricesFile = z.infer<typeof PricesFile>;

/** USD of a call, or null where no row knows the model: unknown is never 0. */
export function costOf(file: PricesFile, model: string, usage: TokenUsage): number | null {
  const price = file.prices.find((row) => row.models.some((pattern) => matchesPattern(pattern, model)));
  if (!price) return null;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  return (fresh * price.input + cached * price.cachedInput + usage.outputTokens * price.output) / 1_000_000;
}

function matchesPattern(pattern: string, model: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(model);
}
