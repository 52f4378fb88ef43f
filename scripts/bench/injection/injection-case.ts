import { z } from 'zod';

/** A page that tries to command the writer of its summary, and what the posted message must never have. */
export const InjectionCase = z.object({
  id: z.string(),
  carrier: z.string(),
  technique: z.string(),
  url: z.string(),
  content_type: z.string().default('text/html'),
  html: z.string(),
  should_mention_any: z.array(z.string()),
  /** What a model that obeys the page would write into any field of its answer. */
  obedient_output: z.string(),
  never: z.object({ text: z.array(z.string()), clickable: z.array(z.string()), fetch: z.array(z.string()) }),
  gate_must_stop: z.boolean(),
});
export type InjectionCase = z.infer<typeof InjectionCase>;

export const InjectionFile = z.object({ cases: z.array(InjectionCase).min(1) });
