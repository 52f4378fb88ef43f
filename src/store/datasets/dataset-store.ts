import { createHash } from 'node:crypto';
import { datasetNamePattern } from '../../core/dataset.ts';
import type { Dataset, DatasetItem, DatasetStore } from '../../core/dataset.ts';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { DatasetItemTable, DatasetTable, MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';
import { fromItemRow, toItemRow } from './dataset-item-row.ts';
import { selectItems } from './select-items.ts';

const hashesAtOnce = 5_000;

export function createDatasetStore(
  database: SqliteDatabase<MainSchema>,
  sealer: TextSealer,
  outside: Pick<Outside, 'clock'>,
): DatasetStore {
  const { handle, kysely } = database;
  const writer = createWriter(database);

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
      return handle.transaction(() => writer.put(name, rows, outside.clock.now())).immediate();
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
    setStatus: async (name, id, from, to) =>
      handle.transaction(() => writer.setStatus(name, id, from, to, outside.clock.now())).immediate(),
    async removeOfSummary(summaryId) {
      const rows = await kysely
        .selectFrom('dataset_items')
        .select(['dataset', 'id'])
        .where('id', '>=', `${summaryId}.`)
        .where('id', '<', `${summaryId}/`)
        .execute();
      const now = outside.clock.now();
      handle
        .transaction(() => {
          for (const { dataset, id } of rows) writer.remove(dataset, [id], now);
        })
        .immediate();
      return rows.length;
    },
    remove: async (name, ids) => handle.transaction(() => writer.remove(name, ids, outside.clock.now())).immediate(),
  };
}

/** The writes; each runs inside one transaction. */
function createWriter({ handle }: SqliteDatabase<MainSchema>) {
  const selectOld = handle.prepare<[string, string], Pick<DatasetItemTable, 'status' | 'hash'>>(
    'select status, hash from dataset_items where dataset = ? and id = ?',
  );
  const putRow = handle.prepare<[DatasetItemTable]>(
    `insert into dataset_items (dataset, id, status, url, query_type, score, trace_id, channel_id, tags, added_by, added_at, hash, body)
     values (@dataset, @id, @status, @url, @query_type, @score, @trace_id, @channel_id, @tags, @added_by, @added_at, @hash, @body)
     on conflict (dataset, id) do update set status = excluded.status, url = excluded.url, query_type = excluded.query_type,
       score = excluded.score, trace_id = excluded.trace_id, channel_id = excluded.channel_id, tags = excluded.tags,
       added_by = excluded.added_by, added_at = excluded.added_at, hash = excluded.hash, body = excluded.body`,
  );
  const moveRow = handle.prepare(
    'update dataset_items set status = @to where dataset = @name and id = @id and status = @from',
  );
  const removeRow = handle.prepare('delete from dataset_items where dataset = ? and id = ?');
  const touch = handle.prepare('update datasets set updated_at = @now where name = @name');
  const touchVersion = handle.prepare(
    'update datasets set version = null, changes = changes + 1, updated_at = @now where name = @name',
  );

  return {
    put(name: string, rows: readonly DatasetItemTable[], now: number): { added: number; replaced: number } {
      let added = 0;
      let isNewVersion = false;
      for (const row of rows) {
        const old = selectOld.get(name, row.id);
        if (!old) added += 1;
        const wasActive = old?.status === 'active';
        const isActive = row.status === 'active';
        if (wasActive !== isActive || (isActive && old?.hash !== row.hash)) isNewVersion = true;
        putRow.run(row);
      }
      (isNewVersion ? touchVersion : touch).run({ name, now });
      return { added, replaced: rows.length - added };
    },
    setStatus(name: string, id: string, from: string, to: string, now: number): boolean {
      const isMoved = moveRow.run({ name, id, from, to }).changes > 0;
      if (isMoved && from !== to) (from === 'active' || to === 'active' ? touchVersion : touch).run({ name, now });
      return isMoved;
    },
    remove(name: string, ids: readonly string[], now: number): number {
      let removed = 0;
      for (const id of new Set(ids)) removed += removeRow.run(name, id).changes;
      if (removed > 0) touchVersion.run({ name, now });
      return removed;
    },
  };
}
