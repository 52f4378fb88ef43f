/** Traces for offline analysis, from the store or from a file that was written before. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Analytics, TraceDetail, TraceSearch } from '../../core/analytics.ts';
import { AppError } from '../../core/errors.ts';
import { AnalysedTrace } from './trace-collection.ts';

const pageSize = 200;

/** Newest first, at most `limit`. */
export async function loadStoredTraces(
  analytics: Pick<Analytics, 'searchTraces' | 'trace' | 'artifact'>,
  search: TraceSearch,
  limit: number,
): Promise<AnalysedTrace[]> {
  const traces: AnalysedTrace[] = [];
  let cursor: string | undefined;
  do {
    const page = await analytics.searchTraces({ ...search, limit: Math.min(pageSize, limit - traces.length), cursor });
    for (const { traceId } of page.traces) {
      const detail = await analytics.trace(traceId);
      if (detail === null) continue;
      traces.push({ ...toTrace(detail), artifacts: await readArtifacts(analytics, detail) });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && traces.length < limit);
  return traces;
}

function toTrace({ traceId, startMs, spans }: TraceDetail): Omit<AnalysedTrace, 'artifacts'> {
  const steps = spans.map((span) => {
    const { spanId, parentSpanId, name, kind, offsetMs, durationMs, status, errorType, costUsd, attributes } = span;
    return {
      spanId,
      parentSpanId,
      name,
      kind,
      startMs: startMs + offsetMs,
      durationMs,
      status,
      errorType,
      costUsd,
      attributes,
    };
  });
  return { traceId, startMs, steps };
}

async function readArtifacts(
  analytics: Pick<Analytics, 'artifact'>,
  detail: TraceDetail,
): Promise<Record<string, unknown>> {
  const entries = detail.artifacts.map(async ({ name }): Promise<[string, unknown]> => {
    const content = (await analytics.artifact(detail.traceId, name)) ?? '';
    return [name.replace(/\.[a-z]+$/, ''), name.endsWith('.json') ? openJson(content) : content];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function openJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A file with one trace a line, as `analyze --export` writes it. @throws AppError `bad_trace_file` that names the line */
export async function readTraceFile(input: Readable): Promise<AnalysedTrace[]> {
  const traces: AnalysedTrace[] = [];
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    const parsed = AnalysedTrace.safeParse(openJson(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new AppError({
        code: 'bad_trace_file',
        message: `Line ${line} is no trace: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}.`,
        hint: 'Each line is one trace in JSON, as --export writes it.',
      });
    }
    traces.push(parsed.data);
  }
  return traces;
}
