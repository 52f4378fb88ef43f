import { z } from 'zod';
import type { MonitorTarget } from '../plugins.ts';

const Params = z.strictObject({
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\/./, 'an address like postgres://user:password@host:5432/database is allowed'),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'lower case letters, digits and _ are allowed')
    .default('gloss'),
  timeout_ms: z.int().min(500).max(120_000).default(10_000),
});

export const postgres: MonitorTarget<z.infer<typeof Params>> = {
  id: 'postgres',
  summary: 'normalised tables of a PostgreSQL database: runs, items, scores',
  params: Params,
  async publish(results, { url, schema, timeout_ms: timeoutMs }, { openPostgres }) {
    const database = openPostgres({ url, schema, timeoutMs });
    try {
      await database.write(results);
    } finally {
      await database.close();
    }
  },
};
