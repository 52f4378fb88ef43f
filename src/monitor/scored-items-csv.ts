/** Scored items as CSV, to carry them from one machine to another. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { ScoredItem, ScoredItemStore } from '../core/monitor.ts';

const columns = ['source', 'monitor', 'item_id', 'outcome', 'reason', 'scored_at'] as const;
const pageSize = 1000;
const word = z.string().min(1).max(500);

const Row = z.object({
  source: word,
  monitor: word,
  item_id: word,
  outcome: z.enum(['scored', 'failed']),
  reason: z.string().max(2000),
  scored_at: z.iso.datetime(),
});

/** In order of the key, read page by page; the first line names the columns. */
export function exportScoredItems(items: ScoredItemStore): Readable {
  return Readable.from(csvPages(items));
}

async function* csvPages(items: ScoredItemStore): AsyncGenerator<string> {
  let after: ScoredItem | undefined;
  do {
    const page = await items.list({ after, limit: pageSize });
    const rows = page.map(({ source, monitor, itemId, outcome, reason, scoredAt }) => [
      source,
      monitor,
      itemId,
      outcome,
      reason ?? '',
      new Date(scoredAt).toISOString(),
    ]);
    yield stringify(rows, { header: after === undefined, columns: [...columns] });
    after = page.length === pageSize ? page.at(-1) : undefined;
  } while (after !== undefined);
}

/**
 * Adds what is not known yet.
 * @returns how many items that were
 * @throws AppError `bad_csv` that names the line
 */
export async function importScoredItems(input: Readable, items: ScoredItemStore): Promise<number> {
  let count = 0;
  let batch: ScoredItem[] = [];
  const flush = async (): Promise<void> => {
    count += await items.add(batch);
    batch = [];
  };
  try {
    const rows = input.pipe(parse({ columns: true, info: true, bom: true, max_record_size: 10_000 }));
    input.on('error', (error) => rows.destroy(error));
    for await (const { record, info } of rows as AsyncIterable<{ record: unknown; info: { lines: number } }>) {
      batch.push(toItem(record, info.lines));
      if (batch.length === pageSize) await flush();
    }
    await flush();
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError({
      code: 'bad_csv',
      message: `The file is no CSV of scored items: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      hint: `Its columns must be ${columns.join(', ')}.`,
      cause: thrown,
    });
  }
  return count;
}

function toItem(record: unknown, line: number): ScoredItem {
  const parsed = Row.safeParse(record);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError({
      code: 'bad_csv',
      message: `Line ${line} is no scored item: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}.`,
      hint: `The columns must be ${columns.join(', ')}.`,
    });
  }
  const { source, monitor, item_id: itemId, outcome, reason, scored_at: scoredAt } = parsed.data;
  return { source, monitor, itemId, outcome, reason: reason === '' ? null : reason, scoredAt: Date.parse(scoredAt) };
}
