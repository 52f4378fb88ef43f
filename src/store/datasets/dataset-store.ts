import { createHash } from 'node:crypto';
import { datasetNamePattern } from '../../core/dataset.ts';
import type { Dataset, DatasetItem, DatasetStore } from '../../core/dataset.ts';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import { change, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { DatasetItemTable, DatasetTable } from './dataset-schema.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import { fromItemRow, toItemRow } from './dataset-item-row.ts';
import { selectItems } from './select-items.ts';

const hashesAtOnce = 5_000;

export function createDatasetStore(
  { kysely, transact }: Database<MainSchema>,
  sealer: TextSealer,
  outside: Pick<Outside, 'clock'>,
): DatasetStore {
  /** Told when it is asked for and kept until an active item changes: adding a million items one by one must not read them all each time. */
  async function versionOf({ name, version, changes }: DatasetTable): Promise<string> {
    if (version !== null) return version;
    const hash = createHash('sha256');
    for (let afterId = ''; ;) {
      const rows = await kysely
        .selectFrom('dataset_items')
        .select(['id', 'hash'])
        .where('dataset', '=', name)
        .where('status', '=', 'active')
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(hashesAtOnce)
        .execute();
      for (const row of rows) hash.update(`${row.id} ${row.hash}\n`);
      if (rows.length < hashesAtOnce) break;
      afterId = rows.at(-1)?.id ?? '';
    }
    const told = hash.digest('hex').slice(0, 12);
    await kysely
      .updateTable('datasets')
      .set({ version: told })
      .where('name', '=', name)
      .where('changes', '=', changes)
      .execute();
    return told;
  }

  async function toDataset(row: DatasetTable): Promise<Dataset> {
    const counts = await kysely
      .selectFrom('dataset_items')
      .select((item) => ['status', item.fn.countAll<number>().as('count')])
      .where('dataset', '=', row.name)
      .groupBy('status')
      .execute();
    const countOf = (status: string): number => counts.find((line) => line.status === status)?.count ?? 0;
    const { name, description, origin, updated_at: updatedAt } = row;
    return {
      name,
      description,
      version: await versionOf(row),
      origin,
      itemCount: countOf('active'),
      candidateCount: countOf('candidate'),
      updatedAt,
    };
  }

  const rowOf = (name: string): Promise<DatasetTable | undefined> =>
    kysely.selectFrom('datasets').selectAll().where('name', '=', name).executeTakeFirst();

  async function requireRow(name: string): Promise<void> {
    if ((await rowOf(name)) !== undefined) return;
    throw new AppError({
      code: 'unknown_dataset',
      message: `There is no dataset "${name}".`,
      hint: 'List the datasets to see their names.',
    });
  }

  return {
    async ensure({ name, description, origin }) {
      if (!datasetNamePattern.test(name)) {
        throw new AppError({
          code: 'bad_dataset_name',
          message: `"${name.slice(0, 80)}" is no name for a dataset.`,
          hint: 'Names have at most 64 lower case letters, digits, - and _.',
        });
      }
      const now = outside.clock.now();
      await kysely
        .insertInto('datasets')
        .values({ name, description, origin, version: null, changes: 0, updated_at: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ description, origin }))
        .execute();
      return toDataset((await rowOf(name)) as DatasetTable);
    },
    async get(name) {
      const row = await rowOf(name);
      return row ? toDataset(row) : null;
    },
    async list() {
      const rows = await kysely.selectFrom('datasets').selectAll().orderBy('name').execute();
      const datasets: Dataset[] = [];
      for (const row of rows) datasets.push(await toDataset(row));
      return datasets;
    },
    async put(name, items) {
      await requireRow(name);
      const rows = items.map((item) => toItemRow(name, item, sealer));
      return transact(lockOf(name), () => putItems(name, rows, outside.clock.now()));
    },
    async getItem(name, id) {
      const row = await kysely
        .selectFrom('dataset_items')
        .selectAll()
        .where('dataset', '=', name)
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? fromItemRow(row, sealer) : null;
    },
    async items(name, filter): Promise<DatasetItem[]> {
      const rows = await selectItems(kysely, name, filter).execute();
      return rows.map((row) => fromItemRow(row, sealer));
    },
    setStatus: (name, id, from, to) => transact(lockOf(name), () => setStatus(name, id, from, to, outside.clock.now())),
    async removeOfSummary(summaryId) {
      const rows = await kysely
        .selectFrom('dataset_items')
        .select(['dataset', 'id'])
        .where('id', '>=', `${summaryId}.`)
        .where('id', '<', `${summaryId}/`)
        .execute();
      const now = outside.clock.now();
      const names = [...new Set(rows.map(({ dataset }) => lockOf(dataset)))];
      await transact(names, function* () {
        for (const { dataset, id } of rows) yield* removeItems(dataset, [id], now);
      });
      return rows.length;
    },
    remove: (name, ids) => transact(lockOf(name), () => removeItems(name, ids, outside.clock.now())),
  };
}

function lockOf(dataset: string): string {
  return `dataset:${dataset}`;
}

const selectOld = statement<{ name: string; id: string }, Pick<DatasetItemTable, 'status' | 'hash'>>(
  'select status, hash from dataset_items where dataset = @name and id = @id',
);
const putRow = statement<DatasetItemTable>(
  `insert into dataset_items (dataset, id, status, url, query_type, score, trace_id, channel_id, tags, added_by, added_at, hash, body)
   values (@dataset, @id, @status, @url, @query_type, @score, @trace_id, @channel_id, @tags, @added_by, @added_at, @hash, @body)
   on conflict (dataset, id) do update set status = excluded.status, url = excluded.url, query_type = excluded.query_type,
     score = excluded.score, trace_id = excluded.trace_id, channel_id = excluded.channel_id, tags = excluded.tags,
     added_by = excluded.added_by, added_at = excluded.added_at, hash = excluded.hash, body = excluded.body`,
);
const moveRow = statement<{ name: string; id: string; from: string; to: string }>(
  'update dataset_items set status = @to where dataset = @name and id = @id and status = @from',
);
const removeRow = statement<{ name: string; id: string }>(
  'delete from dataset_items where dataset = @name and id = @id',
);
const touch = statement<{ name: string; now: number }>('update datasets set updated_at = @now where name = @name');
const touchVersion = statement<{ name: string; now: number }>(
  'update datasets set version = null, changes = changes + 1, updated_at = @now where name = @name',
);

function* putItems(
  name: string,
  rows: readonly DatasetItemTable[],
  now: number,
): Work<{ added: number; replaced: number }> {
  let added = 0;
  let isNewVersion = false;
  for (const row of rows) {
    const old = yield* first(selectOld, { name, id: row.id });
    if (!old) added += 1;
    const wasActive = old?.status === 'active';
    const isActive = row.status === 'active';
    if (wasActive !== isActive || (isActive && old?.hash !== row.hash)) isNewVersion = true;
    yield* change(putRow, row);
  }
  yield* change(isNewVersion ? touchVersion : touch, { name, now });
  return { added, replaced: rows.length - added };
}

function* setStatus(name: string, id: string, from: string, to: string, now: number): Work<boolean> {
  const isMoved = (yield* change(moveRow, { name, id, from, to })) > 0;
  const isNewVersion = from === 'active' || to === 'active';
  if (isMoved && from !== to) yield* change(isNewVersion ? touchVersion : touch, { name, now });
  return isMoved;
}

function* removeItems(name: string, ids: readonly string[], now: number): Work<number> {
  let removed = 0;
  for (const id of new Set(ids)) removed += yield* change(removeRow, { name, id });
  if (removed > 0) yield* change(touchVersion, { name, now });
  return removed;
}
