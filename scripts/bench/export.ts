/**
 * Rows a second and peak memory of an export: `node scripts/bench/export.ts [--rows 20000] [--format jsonl]`. The dataset lies in a real
 * database in a temporary folder; `--rows 1000000` is the promise (peak under 300 MB) and takes some minutes and two gigabytes of disk.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DatasetItem } from '../../src/core/dataset.ts';
import { writeExport } from '../../src/datasets/export/write-export.ts';
import { requireFormat } from '../../src/datasets/export/export-desk.ts';
import { exportFormats } from '../../src/datasets/formats/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createRealOutside } from '../../test/support/real-outside.ts';
import { StoreSettings } from '../../src/store/settings.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    format: { type: 'string', default: 'jsonl' },
    /** The folder that a process of its own exports from, so that the memory is that of the export alone. */
    folder: { type: 'string' },
  },
});
const rows = Number(values.rows);
const format = requireFormat(exportFormats, values.format);
const perPut = 2_000;
/** As `npm run export` starts: rows die young, so a large nursery would only keep them longer. */
const smallNursery = '--max-semi-space-size=4';

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

const settingsOf = (folder: string): StoreSettings =>
  StoreSettings.parse({ databaseUrl: join(folder, 'gloss.db'), tracesFile: join(folder, 'traces.db') });

async function fill(folder: string): Promise<void> {
  const store = await openStore(settingsOf(folder), createRealOutside());
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

async function measure(folder: string): Promise<void> {
  const store = await openStore(settingsOf(folder), createRealOutside());
  const dataset = await store.datasets.get('bench');
  if (dataset === null) throw new Error('the dataset is gone');
  const start = performance.now();
  const written = await writeExport(
    { dataset: 'bench', format: format.id, ratio: 0.8, seed: 1, filter: {}, withNames: false },
    dataset,
    format,
    join(folder, 'export'),
    {
      store: store.datasets,
      maySee: () => Promise.resolve(true),
      standIn: null,
      signal: new AbortController().signal,
      progress: () => undefined,
    },
  );
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  const figures = {
    format: format.id,
    rows: written.trainCount + written.validationCount,
    seconds: Number(seconds.toFixed(2)),
    rowsPerSecond: Math.round(rows / seconds),
    megabytes: Number((written.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

if (values.folder !== undefined) await measure(values.folder);
else {
  const folder = await mkdtemp(join(tmpdir(), 'gloss-bench-export-'));
  try {
    await fill(folder);
    const args = ['--rows', values.rows, '--format', values.format, '--folder', folder];
    const { status } = spawnSync(process.execPath, [smallNursery, import.meta.filename, ...args], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
