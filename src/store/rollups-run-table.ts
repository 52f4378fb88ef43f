import type { Dialect, Work } from './database.ts';
import { createManyRows } from './many-rows.ts';
import { scoresWithRates } from './rollups-measures.ts';
import type { RunRow } from './rollups-run.ts';

/** As it is stored: scores are JSON. */
export interface RunRecord extends Omit<RunRow, 'scores'> {
  scores: string;
}

export const runColumns = `trace_id as "traceId", name, start_ms as "startMs", duration_ms as "durationMs", result, outcome, channel, person,
  url, domain, model, prompts, cost_usd as "costUsd", input_tokens as "inputTokens", output_tokens as "outputTokens",
  gate_pass_rate as "gatePassRate", rewrite_count as "rewriteCount", scores, span_count as "spanCount", attempts`;

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
export interface RunTable {
  /** By trace; those that are not there are left out. */
  read(traceIds: readonly string[]): Work<Map<string, RunRow>>;
  put(runs: readonly RunRow[]): Work<void>;
}

export function createRunTable(dialect: Dialect): RunTable {
  const select = createManyRows<RunRecord>(
    dialect,
    'trace_id = @traceId',
    ' or ',
    (rows) => `select ${runColumns} from runs where ${rows}`,
  );
  const upsert = createManyRows(
    dialect,
    `(@traceId, ${columns.map(([, name]) => `@${name}`).join(', ')})`,
    ', ',
    (rows) =>
      `insert into runs (trace_id, ${columns.map(([column]) => column).join(', ')}) values ${rows}
       on conflict (trace_id) do update set ${columns.map(([column]) => `${column} = excluded.${column}`).join(', ')}`,
  );
  return {
    *read(traceIds) {
      const records = yield* select(traceIds.map((traceId) => ({ traceId })));
      return new Map(
        records.map((record) => [record.traceId, { ...record, scores: JSON.parse(record.scores) as RunRow['scores'] }]),
      );
    },
    *put(runs) {
      yield* upsert(
        runs.map((run) => ({ ...run, scores: JSON.stringify(scoresWithRates(run)), search: searchTextOf(run) })),
      );
    },
  };
}

/** The checks of each run as rows of their own, to be joined: `each.key` is the check, `each.value` its JSON. */
export function eachScore(dialect: Dialect): string {
  return dialect === 'sqlite' ? 'json_each(runs.scores) as each' : 'json_each(runs.scores::json) as each';
}

/** What words are looked for in, in lower case. */
function searchTextOf({ traceId, url, domain, result, outcome }: RunRow): string {
  return ` ${[traceId, url, domain, result, outcome].filter((part) => part !== null).join(' ')}`.toLowerCase();
}
