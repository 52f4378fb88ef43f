import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedFile, ExportParams, ExportRecord } from '../../core/dataset-export.ts';
import type { Dataset, DatasetStore } from '../../core/dataset.ts';
import { createStatsCounter } from '../dataset-stats.ts';
import type { DatasetStats } from '../dataset-stats.ts';
import { eachItem } from '../each-item.ts';
import type { ExportFormat, ExportPart } from '../formats/export-format.ts';
import { toExportRow } from './export-row.ts';
import type { ExportRow } from './export-row.ts';
import { openFile } from './file-sink.ts';
import { createShuffle } from './shuffle.ts';

export interface ExportSource {
  store: Pick<DatasetStore, 'items'>;
  /** Whether items of a channel may go to whoever asked. */
  maySee: (channelId: string) => Promise<boolean>;
  /** What stands for the id of a person or a channel; null leaves them out. */
  standIn: ((id: string) => string) | null;
  signal: AbortSignal;
  /** Items looked at so far. */
  progress: (done: number) => void;
}

export type WrittenExport = Pick<
  ExportRecord,
  'trainCount' | 'validationCount' | 'skippedCount' | 'hiddenCount' | 'files'
>;

const progressEvery = 200;

/**
 * Writes a dataset's active items: shuffled by the seed, split, with a file of statistics. The folder is there whole or not at all, and
 * any number of items needs the same memory.
 * @param folder where the files will be; what is there already is replaced
 */
export async function writeExport(
  params: ExportParams,
  dataset: Pick<Dataset, 'name' | 'version'>,
  format: ExportFormat,
  folder: string,
  source: ExportSource,
): Promise<WrittenExport> {
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const shuffle = createShuffle<ExportRow>(`${folder}.shuffle`, params.seed);
  try {
    const counted = await gather(params, format, source, (row) => shuffle.add(row.id, row));
    const trainCount = Math.round(shuffle.count() * params.ratio);
    const files = await writeParts(shuffle.values(), trainCount, params, format, part, source.signal);
    const written = {
      trainCount,
      validationCount: shuffle.count() - trainCount,
      skippedCount: counted.skippedCount,
      hiddenCount: counted.hiddenCount,
    };
    const statsName = format.statsName(dataset.name);
    const stats = `${JSON.stringify(statsOf(params, dataset, written, counted.stats), null, 2)}\n`;
    await writeFile(join(part, statsName), stats);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    return { ...written, files: [...files, { name: statsName, bytes: Buffer.byteLength(stats) }] };
  } finally {
    await shuffle.close();
    await rm(part, { recursive: true, force: true });
  }
}

async function gather(
  { dataset, filter }: ExportParams,
  format: ExportFormat,
  { store, maySee, standIn, signal, progress }: ExportSource,
  take: (row: ExportRow) => Promise<void>,
): Promise<{ stats: DatasetStats; skippedCount: number; hiddenCount: number }> {
  const counter = createStatsCounter();
  const sight = new Map<string, boolean>();
  let [done, skippedCount, hiddenCount] = [0, 0, 0];
  const isVisible = async (channelId: string | null): Promise<boolean> => {
    if (channelId === null) return true;
    const known = sight.get(channelId) ?? (await maySee(channelId));
    sight.set(channelId, known);
    return known;
  };
  for await (const item of eachItem(store, dataset, { ...filter, status: 'active' })) {
    signal.throwIfAborted();
    done += 1;
    if (done % progressEvery === 0) progress(done);
    if (!(await isVisible(item.channelId))) {
      hiddenCount += 1;
      continue;
    }
    const row = toExportRow(item, standIn);
    if (format.takes(row)) {
      counter.add(item);
      await take(row);
    } else skippedCount += 1;
  }
  progress(done);
  return { stats: counter.result(), skippedCount, hiddenCount };
}

async function writeParts(
  rows: AsyncGenerator<ExportRow>,
  trainCount: number,
  { dataset }: ExportParams,
  format: ExportFormat,
  folder: string,
  signal: AbortSignal,
): Promise<ExportedFile[]> {
  const openPart = async (part: ExportPart) => {
    const name = format.fileName(dataset, part);
    const file = await openFile(join(folder, name));
    return { name, file, writer: format.open(file) };
  };
  const parts = [await openPart('train'), await openPart('validation')] as const;
  try {
    let index = 0;
    for await (const row of rows) {
      signal.throwIfAborted();
      await parts[index < trainCount ? 0 : 1].writer.write(row);
      index += 1;
    }
    for (const { writer } of parts) await writer.end();
  } finally {
    for (const { file } of parts) await file.close();
  }
  return parts.map(({ name, file }) => ({ name, bytes: file.bytes() }));
}

/** Nothing of the day it was made on, so that the same seed gives the same file. */
function statsOf(
  { format, seed, ratio, filter, withNames }: ExportParams,
  { name, version }: Pick<Dataset, 'name' | 'version'>,
  { trainCount, validationCount, skippedCount, hiddenCount }: Omit<WrittenExport, 'files'>,
  stats: DatasetStats,
): object {
  return {
    dataset: name,
    version,
    format,
    seed,
    ratio,
    filter,
    with_names: withNames,
    counts: { train: trainCount, validation: validationCount, skipped: skippedCount, hidden: hiddenCount },
    scores: { count: stats.scored, mean: stats.meanScore, histogram: stats.scoreHistogram },
    query_types: stats.queryTypes,
    tags: stats.tags,
    sites: stats.clusters,
  };
}
