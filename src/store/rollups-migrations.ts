/** Tables and columns behind the charts. */
import { sql } from 'kysely';
import type { Compilable, CreateTableBuilder, Kysely } from 'kysely';
import type { Dialect } from './database.ts';

/** Of the traces file: what a span is counted under, one row a run, and sums by hour and day. */
export function createChartTables({ schema }: Kysely<never>): Compilable[] {
  const addText = (name: string): Compilable =>
    schema.alterTable('spans').addColumn(name, 'text', (column) => column.notNull().defaultTo(''));
  return [
    // Empty for a root: a run is no stage of itself.
    addText('stage'),
    addText('result'),
    addText('channel'),
    addText('model'),
    schema.dropIndex('spans_start'),
    // Everything that exact percentiles need, so that the wide rows are not touched.
    schema
      .createIndex('spans_chart')
      .on('spans')
      .columns(['start_ms', 'stage', 'result', 'channel', 'model', 'duration_ms']),
    createRunTable(schema.createTable('runs')),
    schema
      .createIndex('runs_chart')
      .on('runs')
      .columns(['start_ms', 'trace_id', 'result', 'channel', 'model', 'duration_ms']),
    schema
      .createTable('rollups')
      .addColumn('bucket_hours', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('bucket_ms', 'bigint', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addColumn('n', 'integer', (column) => column.notNull())
      .addColumn('total', 'double precision', (column) => column.notNull())
      .addColumn('min_value', 'double precision')
      .addColumn('max_value', 'double precision')
      .addColumn('cost_usd', 'double precision', (column) => column.notNull())
      .addColumn('unknown_costs', 'integer', (column) => column.notNull())
      .addColumn('input_tokens', 'bigint', (column) => column.notNull())
      .addColumn('output_tokens', 'bigint', (column) => column.notNull())
      .addColumn('histogram', 'blob')
      .addPrimaryKeyConstraint('rollups_key', [
        'bucket_hours',
        'kind',
        'bucket_ms',
        'name',
        'channel',
        'model',
        'result',
      ])
      .modifyEnd(sql`without rowid`),
  ];
}

function createRunTable(table: CreateTableBuilder<string>): Compilable {
  return table
    .addColumn('trace_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('start_ms', 'double precision', (column) => column.notNull())
    .addColumn('duration_ms', 'double precision', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('url', 'text')
    .addColumn('domain', 'text')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('prompts', 'text', (column) => column.notNull())
    .addColumn('cost_usd', 'double precision')
    .addColumn('input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull())
    .addColumn('gate_pass_rate', 'double precision')
    .addColumn('rewrite_count', 'integer', (column) => column.notNull())
    .addColumn('scores', 'text', (column) => column.notNull())
    .addColumn('span_count', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull());
}

/** Of the main file: what calls of models cost by hour, and the votes by time. What is stored already is counted in. */
export function createSpendingTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('model_call_hours')
      .addColumn('hour_ms', 'bigint', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('n', 'integer', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision', (column) => column.notNull())
      .addColumn('unknown_costs', 'integer', (column) => column.notNull())
      .addColumn('input_tokens', 'bigint', (column) => column.notNull())
      .addColumn('output_tokens', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('model_call_hours_key', ['hour_ms', 'stage', 'model', 'outcome'])
      .modifyEnd(sql`without rowid`),
    sqlStep(`insert into model_call_hours (hour_ms, stage, model, outcome, n, cost_usd, unknown_costs, input_tokens, output_tokens)
      select called_at - called_at % 3600000, stage, model, outcome, count(*), coalesce(sum(cost_usd), 0),
        sum(case when cost_usd is null then 1 else 0 end),
        sum(input_tokens), sum(output_tokens)
      from model_calls group by 1, 2, 3, 4`),
    schema.createIndex('feedback_time').on('feedback').columns(['updated_at', 'value', 'summary_id']),
  ];
}

/** Of the main file: which summaries still hold the text of their page, so that a purge finds them without opening them. */
export function addInputMark({ schema }: Kysely<never>): Compilable[] {
  return [
    schema.alterTable('summaries').addColumn('has_inputs', 'integer', (column) => column.notNull().defaultTo(1)),
    schema
      .createIndex('summaries_inputs')
      .on('summaries')
      .column('id')
      .where(sql`has_inputs`, '=', sql`1`),
  ];
}

/**
 * Of the traces: what the search for words looks at. On SQLite in an index of its own, so that a rare word reads no wide rows; entries of
 * PostgreSQL's indexes may not be as long as an address can be.
 */
export function addSearchText({ schema }: Kysely<never>, dialect: Dialect): Compilable[] {
  const searched = dialect === 'sqlite' ? ['search'] : [];
  return [
    schema.alterTable('runs').addColumn('search', 'text', (column) => column.notNull().defaultTo('')),
    schema
      .createIndex('runs_search')
      .on('runs')
      .columns(['start_ms', 'trace_id', ...searched]),
  ];
}

/** Of the traces: money and person of a span in columns, so that no query reads JSON. A SQLite file may hold spans from before. */
export function addSpanMoney({ schema }: Kysely<never>, dialect: Dialect): Compilable[] {
  const addNumber = (name: string): Compilable =>
    schema.alterTable('spans').addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0));
  const tokens = (direction: 'input' | 'output'): string =>
    `coalesce(attributes ->> '$.${direction}_tokens', attributes ->> '$."gen_ai.usage.${direction}_tokens"')`;
  const fill = sqlStep(`update spans set person = coalesce(attributes ->> '$.user', ''),
      unknown_cost = cost_usd is null and ${tokens('input')} is not null,
      input_tokens = coalesce(${tokens('input')}, 0), output_tokens = coalesce(${tokens('output')}, 0)
    where kind = 'LLM'`);
  return [
    schema.alterTable('spans').addColumn('person', 'text', (column) => column.notNull().defaultTo('')),
    addNumber('unknown_cost'),
    addNumber('input_tokens'),
    addNumber('output_tokens'),
    ...(dialect === 'sqlite' ? [fill] : []),
  ];
}

/** A statement that no builder knows, in the form the migrator takes. */
export function sqlStep(text: string): Compilable {
  return { compile: () => ({ ...emptyQuery, sql: text }) } as unknown as Compilable;
}

const emptyQuery = { parameters: [] };
