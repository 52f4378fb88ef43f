/**
 * `npm run -s export -- DATASET [--format jsonl] [--out FOLDER] [--ratio 0.8] [--seed 1] [--min-score N] [--max-score N] [--type T]
 * [--tags a,b] [--names]`: writes a dataset as files and prints what was written. Without --names pseudonyms stand for people and channels.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { pseudonymFor } from '../src/wiring/dataset-room.ts';
import { requireFormat } from '../src/datasets/export/export-desk.ts';
import { writeExport } from '../src/datasets/export/write-export.ts';
import { exportFormats } from '../src/datasets/formats/index.ts';
import { syncDatasetFiles } from '../src/datasets/sync-dataset-files.ts';
import { createOutside, explain } from '../src/main.ts';
import { resolvePath } from '../src/wiring/resolve-path.ts';
import { openStore } from '../src/store/open-store.ts';
import { storeSettings } from '../src/wiring/store-settings.ts';

const usage = `Usage: npm run -s export -- DATASET [--format ${exportFormats.map(({ id }) => id).join('|')}] [--out FOLDER] [--ratio 0.8] [--seed 1] [--min-score N] [--max-score N] [--type T] [--tags a,b] [--names]`;

const share = z.coerce.number().min(0).max(1);
const Given = z.object({
  format: z.string().default('jsonl'),
  out: z.string().optional(),
  ratio: share.default(0.8),
  seed: z.coerce.number().int().min(0).default(1),
  'min-score': share.optional(),
  'max-score': share.optional(),
  type: z.string().optional(),
  tags: z.string().optional(),
  names: z.boolean().default(false),
});

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        out: { type: 'string' },
        ratio: { type: 'string' },
        seed: { type: 'string' },
        'min-score': { type: 'string' },
        'max-score': { type: 'string' },
        type: { type: 'string' },
        tags: { type: 'string' },
        names: { type: 'boolean' },
      },
    });
    const [dataset, ...rest] = positionals;
    if (dataset === undefined || rest.length > 0) throw new Error('exactly one dataset is needed');
    return { dataset, ...Given.parse(values) };
  } catch (error) {
    const hint = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new AppError({ code: 'usage', message: usage, hint });
  }
}

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  const format = requireFormat(exportFormats, given.format);
  const root = join(import.meta.dirname, '..');
  const config = loadConfig(root, process.env);
  const outside = createOutside(config.settings.logLevel ?? 'warn');
  const { settings } = config;
  const store = await openStore(storeSettings(config), outside);
  try {
    const files = resolvePath(root, settings.datasets.directory);
    const { problems } = await syncDatasetFiles(files, store.datasets, outside.clock.now());
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    const dataset = await store.datasets.get(given.dataset);
    if (dataset === null) {
      const known = (await store.datasets.list()).map(({ name }) => name);
      throw new AppError({
        code: 'unknown_dataset',
        message: `There is no dataset "${given.dataset}".`,
        hint: `There are ${known.join(', ') || 'none yet'}.`,
      });
    }
    const folder =
      given.out === undefined
        ? join(resolvePath(root, settings.datasets.exportDirectory), dataset.name)
        : resolve(given.out);
    const written = await writeExport(
      {
        dataset: dataset.name,
        format: format.id,
        ratio: given.ratio,
        seed: given.seed,
        withNames: given.names,
        filter: {
          minScore: given['min-score'],
          maxScore: given['max-score'],
          queryType: given.type,
          tags: given.tags?.split(',').filter(Boolean),
        },
      },
      dataset,
      format,
      folder,
      {
        store: store.datasets,
        // Whoever has the machine has the store.
        maySee: () => Promise.resolve(true),
        standIn: given.names ? (id) => id : pseudonymFor(config),
        signal: new AbortController().signal,
        progress: () => undefined,
      },
    );
    process.stdout.write(`${JSON.stringify({ folder, ...written }, null, 2)}\n`);
  } finally {
    await store.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
