import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { MonitorResult } from '../../core/monitor.ts';
import type { MonitorTarget } from '../plugins.ts';

const Params = z.strictObject({
  /** Also as an experiment, one item a span, which Langfuse shows beside others. */
  experiment: z.boolean().default(false),
  environment: z
    .string()
    .regex(/^(?!langfuse)[a-z0-9_-]{1,40}$/, 'lower case letters, digits, - and _ are allowed')
    .nullable()
    .default(null),
});

/** Langfuse leaves it out of live figures. */
const experimentEnvironment = 'sdk-experiment';

export const langfuse: MonitorTarget<z.infer<typeof Params>> = {
  id: 'langfuse',
  summary: 'scores of a Langfuse project, and experiments there',
  params: Params,
  missing: (parts) => (parts.langfuse === null ? 'needs a Langfuse project among the trace destinations' : null),
  async publish(results, { experiment, environment }, { langfuse: api }, signal) {
    if (api === null) return;
    // Before its scores, so that they find their span.
    if (experiment) await api.putSpans(experimentSpans(results), signal);
    for (const result of results) {
      // What has no trace in Langfuse has nothing there that a score could stand by.
      const place = experiment ? experimentPlace(result) : placeOf(result);
      if (place === null) continue;
      for (const { scorer, value, reason } of result.scores) {
        const id = digest(
          `${result.monitor}:${result.source}:${result.itemId}:${scorer}${experiment ? `:${result.runId}` : ''}`,
          32,
        );
        const score = { id, ...place, name: scorer, value, comment: reason.slice(0, 500) };
        await api.putScore({ ...score, environment: experiment ? experimentEnvironment : environment }, signal);
      }
    }
  },
};

function placeOf({ source, itemId, traceId }: MonitorResult): { traceId: string; observationId: string | null } | null {
  if (traceId === null) return null;
  return { traceId, observationId: source === 'langfuse' ? itemId : null };
}

function experimentPlace(result: MonitorResult): { traceId: string; observationId: string } {
  const seed = `${result.runId}:${result.source}:${result.itemId}`;
  return { traceId: digest(seed, 32), observationId: digest(`span:${seed}`, 16) };
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** One root span an item, in OTLP's JSON form; the ids come from the run and the item, so a repeat is the same span. */
function experimentSpans(results: readonly MonitorResult[]): unknown {
  const spans = results.map((result) => {
    const { traceId, observationId } = experimentPlace(result);
    const at = String(BigInt(Math.trunc(result.evaluatedAt)) * 1_000_000n);
    const attributes = {
      'langfuse.environment': experimentEnvironment,
      'langfuse.experiment.id': result.runId,
      'langfuse.experiment.name': `monitor ${result.monitor}`,
      'langfuse.experiment.item.id': result.itemId,
      'langfuse.experiment.item.root_observation_id': observationId,
      'langfuse.observation.type': 'evaluator',
      'langfuse.observation.input': JSON.stringify({ url: result.url, traceId: result.traceId, source: result.source }),
      'langfuse.observation.output': JSON.stringify(
        Object.fromEntries(result.scores.map(({ scorer, value }) => [scorer, value])),
      ),
    };
    return {
      traceId,
      spanId: observationId,
      name: `monitor.${result.monitor}`,
      kind: 1,
      startTimeUnixNano: at,
      endTimeUnixNano: at,
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
      status: {},
    };
  });
  const service = { key: 'service.name', value: { stringValue: 'gloss' } };
  return {
    resourceSpans: [{ resource: { attributes: [service] }, scopeSpans: [{ scope: { name: 'gloss' }, spans }] }],
  };
}
