import { change, first, statement } from './database.ts';
import type { Dialect, Work } from './database.ts';
import { scoresWithRates } from './rollups-measures.ts';
import type { RunRow } from './rollups-run.ts';

/** As it is stored: scores are JSON. */
export interface RunRecord extends Omit<RunRow, 'scores'> {
  scores: string;
}

export const runColumns = `trace_id as "traceId", name, start_ms as "startMs", duration_ms as "durationMs", result, outcome, channel, person,
  url, domain, model, prompts, cost_usd as "costUsd", input_tokens as "inputTokens", output_tokens as "outputTokens",
  gate_pass_rate as "gatePassRate", rewrite_count as "rewriteCount", scores, span_count as "spanCount", attempts`;

const selectOne = statement<{ traceId: string }, RunRecord>(`select ${runColumns} from runs where trace_id = @traceId`);
const columns = [
  ['name', 'name'],
  ['start_ms', 'startMs'],
  ['duration_ms', 'durationMs'],
  ['result', 'result'],
  ['outcome', 'outcome'],
  ['channel', 'channel'],
  ['person', 'person'],
  ['url', 'url'],
  ['domain', 'domain'],
  ['model', 'model'],
  ['prompts', 'prompts'],
  ['cost_usd', 'costUsd'],
  ['input_tokens', 'inputTokens'],
  ['output_tokens', 'outputTokens'],
  ['gate_pass_rate', 'gatePassRate'],
  ['rewrite_count', 'rewriteCount'],
  ['scores', 'scores'],
  ['span_count', 'spanCount'],
  ['attempts', 'attempts'],
  ['search', 'search'],
] as const;
const upsert = statement<RunRecord & { search: string }>(
  `insert into runs (trace_id, ${columns.map(([column]) => column).join(', ')})
   values (@traceId, ${columns.map(([, name]) => `@${name}`).join(', ')})
   on conflict (trace_id) do update set ${columns.map(([column]) => `${column} = excluded.${column}`).join(', ')}`,
);

export function* readRun(traceId: string): Work<RunRow | null> {
  const record = yield* first(selectOne, { traceId });
  return record ? { ...record, scores: JSON.parse(record.scores) as RunRow['scores'] } : null;
}

export function* putRun(run: RunRow): Work<void> {
  yield* change(upsert, { ...run, scores: JSON.stringify(scoresWithRates(run)), search: searchTextOf(run) });
}

/** The checks of each run as rows of their own, to be joined: `each.key` is the check, `each.value` its JSON. */
export function eachScore(dialect: Dialect): string {
  return dialect === 'sqlite' ? 'json_each(runs.scores) as each' : 'json_each(runs.scores::json) as each';
}

/** What words are looked for in, in lower case. */
function searchTextOf({ traceId, url, domain, result, outcome }: RunRow): string {
  return ` ${[traceId, url, domain, result, outcome].filter((part) => part !== null).join(' ')}`.toLowerCase();
}
