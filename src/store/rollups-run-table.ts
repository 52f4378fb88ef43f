import type Sqlite from 'better-sqlite3';
import { scoresWithRates } from './rollups-measures.ts';
import type { RunRow } from './rollups-run.ts';

/** As it is stored: scores are JSON. */
export interface RunRecord extends Omit<RunRow, 'scores'> {
  scores: string;
}

export const runColumns = `trace_id as traceId, name, start_ms as startMs, duration_ms as durationMs, result, outcome, channel, person, url,
  domain, model, prompts, cost_usd as costUsd, input_tokens as inputTokens, output_tokens as outputTokens, gate_pass_rate as gatePassRate,
  rewrite_count as rewriteCount, scores, span_count as spanCount, attempts`;

export interface RunTable {
  has(traceId: string): boolean;
  get(traceId: string): RunRow | null;
  put(run: RunRow): void;
}

export function createRunTable(handle: Sqlite.Database): RunTable {
  const selectOne = handle.prepare<[string], RunRecord>(`select ${runColumns} from runs where trace_id = ?`);
  const selectKnown = handle.prepare<[string], number>('select 1 from runs where trace_id = ?').pluck();
  const upsert = handle.prepare(
    `insert or replace into runs (trace_id, name, start_ms, duration_ms, result, outcome, channel, person, url, domain, model, prompts,
       cost_usd, input_tokens, output_tokens, gate_pass_rate, rewrite_count, scores, span_count, attempts, search)
     values (@traceId, @name, @startMs, @durationMs, @result, @outcome, @channel, @person, @url, @domain, @model, @prompts, @costUsd,
       @inputTokens, @outputTokens, @gatePassRate, @rewriteCount, @scores, @spanCount, @attempts, @search)`,
  );
  return {
    has: (traceId) => selectKnown.get(traceId) !== undefined,
    get(traceId) {
      const record = selectOne.get(traceId);
      return record ? { ...record, scores: JSON.parse(record.scores) as RunRow['scores'] } : null;
    },
    put: (run) => void upsert.run({ ...run, scores: JSON.stringify(scoresWithRates(run)), search: searchTextOf(run) }),
  };
}

/** What words are looked for in, in lower case. */
function searchTextOf({ traceId, url, domain, result, outcome }: RunRow): string {
  return ` ${[traceId, url, domain, result, outcome].filter((part) => part !== null).join(' ')}`.toLowerCase();
}
