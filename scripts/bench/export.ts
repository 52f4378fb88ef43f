/**
 * `npm run bench -- export`: rows a second and peak memory of an export, from a real database. `BENCH_ROWS` is how many rows; a million, which
 * is what is promised (under 300 MB), take some minutes and two gigabytes of disk.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetItem } from '../../src/core/dataset.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createRealOutside } from '../../test/support/real-outside.ts';
import { benchSettings, type ExportFigures } from './export/measure-export.ts';

const perPut = 2_000;
const maxPeakMb = 300;
/** As `npm run export` starts: rows die young, so a large nursery would only keep them longer. */
const smallNursery = '--max-semi-space-size=4';

/** @returns whether the promise holds */
export async function benchExport(rows: number): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'gloss-bench-export-'));
  try {
    await fill(folder, rows);
    let holds = true;
    for (const format of ['jsonl', 'parquet']) {
      // In a process of its own, so that the memory is that of the export alone.
      const script = join(import.meta.dirname, 'export/measure-export.ts');
      const { stdout } = spawnSync(process.execPath, [smallNursery, script, folder, format], { encoding: 'utf8' });
      const figures = JSON.parse(stdout) as ExportFigures;
      process.stdout.write(
        `export  ${format}: ${figures.rows} rows, ${figures.rowsPerSecond} rows/s, ${figures.megabytes} MB, peak memory ${figures.peakRssMb} MB (promised: under ${maxPeakMb})\n`,
      );
      holds = holds && figures.peakRssMb < maxPeakMb && figures.rows === rows;
    }
    return holds;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string, rows: number): Promise<void> {
  const store = await openStore(benchSettings(folder), createRealOutside());
  await store.datasets.ensure({ name: 'bench', description: 'Made-up rows.', origin: 'store' });
  for (let at = 0; at < rows; at += perPut) {
    const count = Math.min(perPut, rows - at);
    await store.datasets.put(
      'bench',
      Array.from({ length: count }, (_, index) => itemOf(at + index)),
    );
  }
  await store.close();
}

function itemOf(index: number): DatasetItem {
  return {
    id: `item-${String(index).padStart(8, '0')}`,
    url: `https://pages.example/${index}`,
    slackText: `Page ${index} is worth a look.`,
    query: null,
    queryType: null,
    expectedTheme: null,
    referenceResponse: `TLDR: Page ${index} tells how a queue keeps its jobs. `.repeat(4),
    cluster: `site-${index % 500}.example`,
    tags: ['bench'],
    notes: null,
    evidence: null,
    score: (index % 100) / 100,
    traceId: null,
    channelId: null,
    status: 'active',
    addedBy: 'collect',
    addedAt: index,
  };
}
