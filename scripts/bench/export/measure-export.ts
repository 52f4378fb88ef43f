/** `node measure-export.ts FOLDER FORMAT`: exports the dataset `bench` of a database and prints what it took as JSON. */
import { join } from 'node:path';
import { requireFormat } from '../../../src/datasets/export/export-desk.ts';
import { writeExport } from '../../../src/datasets/export/write-export.ts';
import { exportFormats } from '../../../src/datasets/formats/index.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { createRealOutside } from '../../../test/support/real-outside.ts';

export interface ExportFigures {
  rows: number;
  rowsPerSecond: number;
  megabytes: number;
  peakRssMb: number;
}

export function benchSettings(folder: string): StoreSettings {
  return StoreSettings.parse({ databaseUrl: join(folder, 'gloss.db'), tracesFile: join(folder, 'traces.db') });
}

async function measure(folder: string, formatId: string): Promise<ExportFigures> {
  const store = await openStore(benchSettings(folder), createRealOutside());
  const dataset = await store.datasets.get('bench');
  if (dataset === null) throw new Error('the dataset is gone');
  const start = performance.now();
  const { trainCount, validationCount, files } = await writeExport(
    { dataset: 'bench', format: formatId, ratio: 0.8, seed: 1, filter: {}, withNames: false },
    dataset,
    requireFormat(exportFormats, formatId),
    join(folder, formatId),
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
  const rows = trainCount + validationCount;
  return {
    rows,
    rowsPerSecond: Math.round(rows / seconds),
    megabytes: Math.round(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const [folder, formatId] = process.argv.slice(2);
if (import.meta.main && folder !== undefined && formatId !== undefined) {
  process.stdout.write(`${JSON.stringify(await measure(folder, formatId))}\n`);
}
