/**
 * Main-content extraction of saved pages: ours beside Readability, defuddle and all visible text.
 *
 *   node scripts/bench/extraction.ts DIR [--out-of-fold FILE]
 *
 * DIR holds `ground-truth.json` and `html/ID.html.gz`. Where DIR is what the weights were trained on, the row "ours, final
 * weights" has seen its own answers; `--out-of-fold` takes predictions of `scripts/train-extractor.ts DIR --folds 5` for
 * figures on unseen sites. Each extractor runs in a process of its own, one page at a time, for its time and peak memory.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Readability } from '@mozilla/readability';
import { Defuddle } from 'defuddle/node';
import { parseHTML } from 'linkedom';
import { extractPage, readPage } from '../../src/retrieval/html/extract-page.ts';
import { type Score, scorePage } from './extraction/score-page.ts';

interface Gold {
  set: string;
  type: string;
  url: string;
  text: string;
}

interface Run {
  texts: Record<string, string>;
  ms: Record<string, number>;
  peakMb: number;
  failures: number;
}

const extractors: Record<string, (html: string, url: string) => string | Promise<string>> = {
  ours: (html, url) => extractPage(html, url).text,
  readability: (html) => {
    const { document } = parseHTML(html);
    const found = new Readability(document).parse();
    return withBreaks(found?.content ?? '');
  },
  defuddle: async (html, url) => {
    const { document } = parseHTML(html);
    const found = await Defuddle(document, url, { useAsync: false });
    return withBreaks(found.content);
  },
  'visible text': (html, url) =>
    readPage(html, url)
      .facts.blocks.map((block) => block.text)
      .join('\n\n'),
};

/** Text of a piece of HTML with its blocks on lines of their own. */
function withBreaks(html: string): string {
  return readPage(`<body>${html}</body>`, 'https://page.invalid/')
    .facts.blocks.map((block) => block.text)
    .join('\n');
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'out-of-fold': { type: 'string' }, only: { type: 'string' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('usage: node scripts/bench/extraction.ts DIR [--out-of-fold FILE]');
  process.exitCode = 2;
} else if (values.only !== undefined) {
  process.stdout.write(JSON.stringify(await runAlone(folder, values.only)));
} else {
  report(folder, values['out-of-fold']);
}

async function runAlone(dir: string, name: string): Promise<Run> {
  const extract = extractors[name];
  if (!extract) throw new Error(`There is no extractor "${name}".`);
  const run: Run = { texts: {}, ms: {}, peakMb: 0, failures: 0 };
  console.log = () => undefined; // defuddle reports its own troubles on standard output
  for (const [id, { url }] of Object.entries(readGold(dir))) {
    const html = gunzipSync(readFileSync(join(dir, 'html', `${id}.html.gz`))).toString('utf8');
    const start = performance.now();
    try {
      run.texts[id] = await extract(html, url);
    } catch {
      run.texts[id] = '';
      run.failures += 1;
    }
    run.ms[id] = performance.now() - start;
  }
  run.peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return run;
}

function report(dir: string, outOfFold: string | undefined): void {
  const gold = readGold(dir);
  const types = [...new Set(Object.values(gold).map((page) => kindOf(page)))].sort();
  const rows: string[][] = [];
  if (outOfFold !== undefined) {
    const texts = JSON.parse(readFileSync(outOfFold, 'utf8')) as Record<string, string>;
    rows.push(rowOf('ours, out of fold', gold, types, { texts, ms: {}, peakMb: 0, failures: 0 }));
  }
  for (const name of Object.keys(extractors)) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), dir, '--only', name], {
      encoding: 'utf8',
      maxBuffer: 500_000_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`${name} ended with status ${child.status}.`);
    rows.push(rowOf(name === 'ours' ? 'ours, final weights' : name, gold, types, JSON.parse(child.stdout) as Run));
  }
  const head = [
    'extractor',
    'articles 4-gram F1',
    'pages word F1',
    ...types,
    'ms median',
    'ms p95',
    'peak MB',
    'failed',
    'empty',
  ];
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
}

function rowOf(name: string, gold: Record<string, Gold>, types: readonly string[], run: Run): string[] {
  const scores = Object.entries(gold).map(([id, page]) => ({ page, score: scorePage(run.texts[id] ?? '', page.text) }));
  const mean = (pick: (score: Score) => number, of: (page: Gold) => boolean): number => {
    const list = scores.filter(({ page }) => of(page)).map(({ score }) => pick(score));
    return list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  };
  const isArticles = (page: Gold) => page.set === 'articles';
  const precision = mean((score) => score.shinglePrecision, isArticles);
  const recall = mean((score) => score.shingleRecall, isArticles);
  const times = Object.values(run.ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)]?.toFixed(1) ?? '–';
  return [
    name,
    ((2 * precision * recall) / Math.max(1e-9, precision + recall)).toFixed(3),
    mean(
      (score) => score.wordF1,
      (page) => page.set === 'pages',
    ).toFixed(3),
    ...types.map((type) =>
      mean(
        (score) => score.wordF1,
        (page) => kindOf(page) === type,
      ).toFixed(3),
    ),
    at(0.5),
    at(0.95),
    run.peakMb > 0 ? String(run.peakMb) : '–',
    String(run.failures),
    String(Object.keys(gold).filter((id) => (run.texts[id] ?? '').trim() === '').length),
  ];
}

/** Kind of page; articles of the first set apart by whether they are in English. */
function kindOf(page: Gold): string {
  if (page.set !== 'articles') return page.type;
  const ascii =
    page.text.slice(0, 3000).replaceAll(/[^a-z]/gi, '').length /
    Math.max(1, page.text.slice(0, 3000).replaceAll(/\s/g, '').length);
  return /\b(?:the|and|of)\b/.test(page.text) && ascii > 0.8 ? 'set 1 English' : 'set 1 other';
}

function readGold(dir: string): Record<string, Gold> {
  return JSON.parse(readFileSync(join(dir, 'ground-truth.json'), 'utf8')) as Record<string, Gold>;
}
