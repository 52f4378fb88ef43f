import type { TraceDetail, TracePage, TraceSearch, TraceSpan, TraceSummary } from '../core/analytics.ts';
import { AppError } from '../core/errors.ts';
import { listArtifacts } from './artifacts.ts';
import { all, first, statement } from './database.ts';
import type { Dialect, SqlValue, Work } from './database.ts';
import { runColumns } from './rollups-run-table.ts';
import { runOf } from './rollups-run.ts';
import type { RunRow } from './rollups-run.ts';
import { readTrace } from './spans.ts';
import type { SpanRow } from '../core/span-row.ts';

export interface TraceReader {
  search: (search: TraceSearch) => Work<TracePage>;
  /** null where nothing of it is stored. */
  detail: (traceId: string) => Work<TraceDetail | null>;
}

const defaultLimit = 20;

const selectRun = statement<{ traceId: string }, RunRow>(`select ${runColumns} from runs where trace_id = @traceId`);

export function createTraceQueries(dialect: Dialect): TraceReader {
  return {
    *search(search) {
      const limit = search.limit ?? defaultLimit;
      const { conditions, values } = conditionsOf(search, dialect);
      const query = statement<object, RunRow>(
        `select ${runColumns} from runs where ${conditions.join(' and ')} order by start_ms desc, trace_id desc limit @limit`,
      );
      const rows = yield* all(query, { ...values, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        traces: page.map(summaryOf),
        nextCursor: rows.length > limit && last ? `${last.startMs}_${last.traceId}` : null,
      };
    },
    *detail(traceId) {
      const spans = yield* readTrace(traceId);
      if (spans.length === 0) return null;
      const startMs = Math.min(...spans.map((span) => span.startMs));
      // Runs that are not live are in no table of runs.
      const run = (yield* first(selectRun, { traceId })) ?? runOf(spans);
      return {
        summary: run ? summaryOf(run) : null,
        traceId,
        startMs,
        durationMs: Math.max(...spans.map((span) => span.endMs)) - startMs,
        spans: treeOf(spans, startMs),
        artifacts: yield* listArtifacts(traceId),
      };
    },
  };
}

function conditionsOf(
  search: TraceSearch,
  dialect: Dialect,
): { conditions: string[]; values: Record<string, SqlValue> } {
  const conditions = ['true'];
  const values: Record<string, SqlValue> = {};
  const holds = (column: string, name: string): string =>
    `${dialect === 'sqlite' ? 'instr' : 'strpos'}(${column}, @${name}) > 0`;
  const add = (name: string, value: SqlValue | undefined, condition: string): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values[name] = value;
  };
  add('fromMs', search.fromMs, 'start_ms >= @fromMs');
  add('toMs', search.toMs, 'start_ms < @toMs');
  add('channel', search.channel, 'channel = @channel');
  add('model', search.model, 'model = @model');
  add('user', search.user, 'person = @user');
  add('url', search.url, 'url = @url');
  add('status', search.status, search.status === 'ok' ? "result = 'ok'" : "result <> 'ok'");
  add('promptVersion', search.promptVersion && `@${search.promptVersion} `, holds('prompts', 'promptVersion'));
  const words = (search.text ?? '').split(/\s+/u).filter((word) => word !== '');
  for (const [index, word] of words.entries()) {
    const name = `word${index}`;
    add(name, word.toLowerCase(), holds('search', name));
  }
  const cursor = search.cursor === undefined ? null : parseCursor(search.cursor);
  if (cursor) {
    conditions.push('(start_ms, trace_id) < (@cursorMs, @cursorId)');
    Object.assign(values, { cursorMs: cursor.startMs, cursorId: cursor.traceId });
  }
  return { conditions, values };
}

/** @throws AppError `analytics_bad_request`. */
function parseCursor(cursor: string): { startMs: number; traceId: string } {
  const [startMs = '', traceId = ''] = cursor.split('_', 2);
  if (/^\d{1,16}(\.\d+)?$/.test(startMs) && traceId !== '') return { startMs: Number(startMs), traceId };
  throw new AppError({
    code: 'analytics_bad_request',
    message: 'The cursor was not made by this search.',
    hint: 'Start the search again without a cursor.',
  });
}

function summaryOf(run: RunRow): TraceSummary {
  return {
    traceId: run.traceId,
    name: run.name,
    startMs: run.startMs,
    durationMs: run.durationMs,
    status: run.result === 'ok' ? 'ok' : 'error',
    outcome: run.outcome,
    errorType: run.result === 'ok' ? null : run.result,
    channel: run.channel || null,
    user: run.person || null,
    url: run.url,
    domain: run.domain,
    model: run.model || null,
    prompts: run.prompts.split(' ').filter((name) => name !== ''),
    costUsd: run.costUsd,
    inputTokens: run.inputTokens,
    outputTokens: run.outputTokens,
    gatePassRate: run.gatePassRate,
    rewriteCount: run.rewriteCount,
    spanCount: run.spanCount,
    attempts: run.attempts,
  };
}

/** Each parent before its children. A span whose parent is not stored stands at the top, and so does what would go round in a circle. */
function treeOf(spans: readonly SpanRow[], startMs: number): TraceSpan[] {
  const ids = new Set(spans.map((span) => span.spanId));
  const children = Map.groupBy(spans, (span) =>
    span.parentSpanId !== null && ids.has(span.parentSpanId) ? span.parentSpanId : '',
  );
  const tree: TraceSpan[] = [];
  const seen = new Set<string>();
  const visit = (span: SpanRow, depth: number): void => {
    if (seen.has(span.spanId)) return;
    seen.add(span.spanId);
    const { spanId, parentSpanId, name, kind, durationMs, status, errorType, costUsd, attributes } = span;
    const offsetMs = span.startMs - startMs;
    tree.push({
      spanId,
      parentSpanId,
      name,
      kind,
      depth,
      offsetMs,
      durationMs,
      status,
      errorType,
      costUsd,
      attributes,
    });
    for (const child of children.get(spanId) ?? []) visit(child, depth + 1);
  };
  for (const span of children.get('') ?? []) visit(span, 0);
  for (const span of spans) visit(span, 0);
  return tree;
}
