import { z } from 'zod';
import type { SourceItem } from '../item.ts';
import type { MonitorSource } from '../plugins.ts';

const pageSize = 100;
/** Observations that are left out are read too, so there is an end to reading. */
const maxPages = 100;
const fields = 'core,basic,io,metadata,model,prompt,metrics';

const Params = z.strictObject({
  types: z.array(z.string().min(1)).default(['GENERATION']),
  names: z.array(z.string().min(1)).default([]),
  environments: z.array(z.string().min(1)).default([]),
  /** Runs of experiments are no production. */
  exclude_environments: z.array(z.string().min(1)).default(['sdk-experiment']),
  user_id: z.string().min(1).optional(),
  level: z.enum(['DEBUG', 'DEFAULT', 'WARNING', 'ERROR']).optional(),
  only_roots: z.boolean().default(false),
});

export const langfuse: MonitorSource<z.infer<typeof Params>> = {
  id: 'langfuse',
  summary: 'observations of a Langfuse project',
  params: Params,
  gives: 'observation',
  missing: (parts) => (parts.langfuse === null ? 'needs a Langfuse project among the trace destinations' : null),
  async fetch({ params, window, limit, signal }, { langfuse: api }) {
    const items = new Map<string, SourceItem>();
    if (api === null) return [];
    const { types, names, environments, exclude_environments: excluded, user_id: userId, level } = params;
    const query: Record<string, string | readonly string[]> = {
      fields,
      limit: String(pageSize),
      fromStartTime: new Date(window.fromMs).toISOString(),
      toStartTime: new Date(window.toMs).toISOString(),
      ...(environments.length > 0 && { environment: environments }),
      ...(types.length === 1 && { type: types.join('') }),
      ...(names.length === 1 && { name: names.join('') }),
      ...(userId !== undefined && { userId }),
      ...(level !== undefined && { level }),
      ...(params.only_roots && { isRootObservation: 'true' }),
    };
    let cursor: string | null = null;
    for (let page = 0; page < maxPages && items.size < limit; page += 1) {
      const answer = await api.observations(cursor === null ? query : { ...query, cursor }, signal);
      for (const observation of answer.observations) {
        const happenedAt = Date.parse(observation.startTime);
        // Asked of the server and looked at again: an older one may not know every filter.
        const isWanted =
          happenedAt >= window.fromMs &&
          happenedAt < window.toMs &&
          (types.length === 0 || types.includes(observation.type)) &&
          (names.length === 0 || names.includes(observation.name ?? '')) &&
          (environments.length === 0 || environments.includes(observation.environment ?? '')) &&
          !excluded.includes(observation.environment ?? '');
        if (isWanted)
          items.set(observation.id, { id: observation.id, happenedAt, data: { kind: 'observation', observation } });
      }
      cursor = answer.cursor;
      if (cursor === null) break;
    }
    return [...items.values()].slice(0, limit);
  },
};
