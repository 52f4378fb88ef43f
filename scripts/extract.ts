/**
 * Main content of saved pages: `npm run -s extract -- DIR [--urls FILE]`.
 * Reads every ID.html or ID.html.gz of the folder, one at a time, and writes `{ID: {text, title, author, date, ms}}` to
 * standard output as it goes; `ms` is the time the extraction of that page took.
 */
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseArgs } from 'node:util';
import { extractPage } from '../src/retrieval/html/extract-page.ts';

const maxUnpackedBytes = 50_000_000;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { urls: { type: 'string' } } });
  const folder = positionals[0];
  if (folder === undefined || positionals.length > 1) throw new Error('usage: npm run -s extract -- DIR [--urls FILE]');
  const urls =
    values.urls === undefined ? {} : (JSON.parse(await readFile(values.urls, 'utf8')) as Record<string, unknown>);
  const files = (await readdir(folder)).filter((name) => /\.html(?:\.gz)?$/.test(name)).sort();
  if (files.length === 0) throw new Error(`There are no .html or .html.gz files in ${folder}.`);

  warmUp();
  let written = 0;
  for (const file of files) {
    const id = file.replace(/\.html(?:\.gz)?$/, '');
    const bytes = await readFile(join(folder, file));
    const html = (file.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes }) : bytes).toString(
      'utf8',
    );
    const known = urls[id];
    const url = typeof known === 'string' && URL.canParse(known) ? known : 'https://page.invalid/';
    const start = performance.now();
    const page = extractPage(html, url);
    const ms = performance.now() - start;
    const { text, title, author, publishedAt: date } = page;
    const line = `${written === 0 ? '{\n' : ',\n'}${JSON.stringify(id)}:${JSON.stringify({ text, title, author, date, ms })}`;
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    written += 1;
    if (written % 100 === 0) console.error(`${written} of ${files.length} pages`);
  }
  process.stdout.write('\n}\n');
  console.error(`${written} pages, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

/** Lets the runtime compile the extractor before the clock runs, as in a process that has been up for a while. */
function warmUp(): void {
  const names = ['post', 'card', 'entry-content', 'sidebarWidget', 'comment-list', 'nav_item', 'row', 'price'];
  const sentence =
    'The bridge was <a href="/b">opened</a> in 1932, and it carries eight lanes, two tracks and a footpath.';
  const piece = (index: number): string => {
    const name = names[index % names.length] ?? '';
    const long = `<p>${sentence.repeat((index % 4) + 1)}</p>`;
    const list = `<ul>${`<li><a href="/${index}">Page ${index}</a></li>`.repeat(index % 9)}</ul>`;
    const table = `<table><tr><td>Length ${index}</td><td>${index * 7} m</td></tr></table><pre>let bridge = ${index};</pre>`;
    return `<div class="${name} ${name}-${index}" id="item${index}"><h3>Bridge ${index}</h3>${long}<div style="display:none">x</div>${list}${index % 5 === 0 ? table : ''}</div>`;
  };
  const data = JSON.stringify({
    '@type': 'Article',
    headline: 'Bridge',
    author: { name: 'Ann Lee' },
    datePublished: '2026-01-02',
  });
  const pages = [40, 90, 160].map(
    (size) =>
      `<html lang="en"><head><title>Bridge | News</title><meta property="og:type" content="article"><script type="application/ld+json">${data}</script></head><body><nav><ul>${'<li><a href="/a">Home</a>'.repeat(40)}</ul></nav><article><h1>Bridge</h1>${Array.from({ length: size }, (_, index) => piece(index)).join('')}</article><footer>Imprint</footer></body></html>`,
  );
  const end = performance.now() + 3000;
  for (let round = 0; round < 60 && performance.now() < end; round += 1)
    extractPage(pages[round % pages.length] ?? '', 'https://page.invalid/news/the-bridge-of-the-town-1932');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
