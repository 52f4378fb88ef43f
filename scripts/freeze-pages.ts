/**
 * `npm run -s freeze-pages -- [--check] [DATASET …]`: reads the pages of data/datasets/pages with the program's own retriever, as if the sites had
 * answered with them, and writes what it read into the items of data/datasets/*.json. The network is not touched, and the same pages give
 * the same files. An item whose address is not in pages/routes.json keeps what it has. `--check` writes nothing and fails where a file would change.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadConfig } from '../src/config.ts';
import type { Evidence } from '../src/core/evidence.ts';
import { AppError } from '../src/core/errors.ts';
import type { Retriever } from '../src/core/ports.ts';
import { createOutside, explain } from '../src/main.ts';
import { givenPageFetcher } from '../src/retrieval/fetch/given-page-fetcher.ts';
import { createHtmlExtractor } from '../src/retrieval/html/html-extractor.ts';
import { createRetriever } from '../src/retrieval/retriever.ts';

/** When the pages are said to have been read, so that a second run changes nothing. */
const frozenAt = Date.UTC(2026, 10, 1);

const Routes = z.array(z.strictObject({ url: z.url(), file: z.string().regex(/^[\w.-]+$/), contentType: z.string() }));
const DatasetText = z.looseObject({ items: z.array(z.looseObject({ id: z.string(), url: z.url() })) });

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' } } });
  const root = join(import.meta.dirname, '..');
  const folder = join(root, 'data/datasets');
  const { settings } = loadConfig(root, {});
  const outside = createOutside('warn');
  const read = { ...outside, clock: { ...outside.clock, now: () => frozenAt } };
  const htmlExtractor = createHtmlExtractor(settings.retrieval.html, outside);
  try {
    const routes = Routes.parse(JSON.parse(await readFile(join(folder, 'pages/routes.json'), 'utf8')));
    const pages = await Promise.all(
      routes.map(async ({ url, file, contentType }) => ({
        url,
        contentType,
        bytes: await readFile(join(folder, 'pages', file)),
      })),
    );
    const fetcher = givenPageFetcher(pages, settings.retrieval.fetch);
    const retriever = createRetriever(settings.retrieval, read, { fetcher, htmlExtractor });
    for (const name of await namesOf(folder, positionals)) {
      const path = join(folder, `${name}.json`);
      const before = await readFile(path, 'utf8');
      const dataset = DatasetText.parse(JSON.parse(before));
      const lines = [];
      for (const item of dataset.items) {
        const evidence = await freeze(item.url, retriever);
        if (evidence !== null) item['evidence'] = evidence;
        lines.push(describe(item.id, evidence));
      }
      const after = `${JSON.stringify(dataset, null, 2)}\n`;
      const isChanged = after !== before;
      process.stdout.write(`${name}.json${isChanged ? ' changed' : ''}\n${lines.join('')}`);
      if (values.check === true) process.exitCode = isChanged ? 1 : process.exitCode;
      else if (isChanged) await writeFile(path, after);
    }
  } finally {
    await htmlExtractor.close();
  }
}

/** @returns null where the page is not among the given ones */
async function freeze(url: string, retriever: Retriever): Promise<Evidence | null> {
  try {
    return await retriever.fetchEvidence(url, new AbortController().signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'fetch_refused') return null;
    throw error;
  }
}

function describe(id: string, evidence: Evidence | null): string {
  if (evidence === null) return `  ${id}: not among the pages, left as it is\n`;
  const { adapter, language, coverage, snippets, wordCount } = evidence;
  return `  ${id}: ${adapter}, ${language}, ${coverage}, ${snippets.length} snippets, ${wordCount} words\n`;
}

async function namesOf(folder: string, wanted: readonly string[]): Promise<readonly string[]> {
  if (wanted.length > 0) return wanted;
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.replace(/\.json$/, ''));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
