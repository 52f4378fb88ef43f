import { z } from 'zod';
import { named } from './named.ts';

const status = z.enum(['ok', 'degraded', 'down']);

export const HealthAnswer = named(
  'Health',
  z.object({
    status,
    components: z
      .array(z.object({ name: z.string(), status, detail: z.string() }))
      .readonly()
      .describe('Empty for callers from elsewhere without a key.'),
  }),
);
export type HealthAnswer = z.infer<typeof HealthAnswer>;
