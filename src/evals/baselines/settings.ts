import { z } from 'zod';

/** How runs are measured against baselines. */
export const BaselineSettings = z.object({
  strict: z
    .boolean()
    .default(false)
    .describe('Whether a drop of 10 % fails and one of 5 % warns whatever chance could have done, without repeats.'),
  alpha: z
    .number()
    .min(0.001)
    .max(0.5)
    .default(0.1)
    .describe('Largest p of a drop that counts as one and not as chance, after Holm.'),
  repeats: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How often each item is answered, on both sides, where a first look sees a drop of 5 %; 1 means once.'),
  undoHours: z
    .int()
    .min(1)
    .max(720)
    .default(24)
    .describe('How long a promotion can be undone by its button, in hours.'),
});
export type BaselineSettings = z.infer<typeof BaselineSettings>;
