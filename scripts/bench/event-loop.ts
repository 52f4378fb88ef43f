/** Whether the event loop stays free while large pages are read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import { createOutside } from '../../src/main.ts';
import { createHtmlExtractor } from '../../src/retrieval/html/html-extractor.ts';
import { HtmlSettings } from '../../src/retrieval/html/settings.ts';

const pageCount = 20;
/** The timer that measures the delay fires this often, so that much is in every figure. */
const resolutionMs = 5;

/**
 * Reads the twenty largest pages of a folder (`ID.html` or `ID.html.gz`) at once through the extractor, twice, and prints how long the main
 * thread was held up meanwhile and how much memory the process took.
 *
 * @returns whether the delay's 99th percentile stayed under 50 ms
 */
export async function benchEventLoop(folder: string): Promise<boolean> {
  const pages = readdirSync(folder)
    .filter((name) => /\.html(?:\.gz)?$/.test(name))
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return { name, html: (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
    })
    .sort((a, b) => b.html.length - a.html.length)
    .slice(0, pageCount);
  if (pages.length === 0) throw new Error(`There are no .html or .html.gz files in ${folder}.`);
  const megabytes = pages.reduce((sum, { html }) => sum + html.length, 0) / 1e6;
  const extractor = createHtmlExtractor(HtmlSettings.parse({ timeoutMs: 60_000 }), createOutside('warn'));
  console.log(
    `Event-loop delay while the ${pages.length} largest pages (${megabytes.toFixed(1)} M characters) are read`,
  );
  console.log(
    `${''.padEnd(14)}${['p50 ms', 'p99 ms', 'max ms', 'read', 'seconds', 'RSS MB'].map((head) => head.padStart(10)).join('')}`,
  );
  let worstP99 = 0;
  try {
    for (const pass of ['first', 'again']) {
      const delay = monitorEventLoopDelay({ resolution: resolutionMs });
      const startedAt = performance.now();
      delay.enable();
      const read = await Promise.allSettled(
        pages.map(({ name, html }) => extractor.extract(html, `https://page.invalid/${encodeURIComponent(name)}`)),
      );
      delay.disable();
      const seconds = (performance.now() - startedAt) / 1000;
      const at = (percent: number): number => delay.percentile(percent) / 1e6 - resolutionMs;
      worstP99 = Math.max(worstP99, at(99));
      const cells = [
        at(50).toFixed(1),
        at(99).toFixed(1),
        (delay.max / 1e6 - resolutionMs).toFixed(1),
        read.filter(({ status }) => status === 'fulfilled').length,
        seconds.toFixed(1),
        Math.round(process.memoryUsage.rss() / 1e6),
      ];
      console.log(`${pass.padEnd(14)}${cells.map((cell) => String(cell).padStart(10)).join('')}`);
    }
  } finally {
    await extractor.close();
  }
  return worstP99 < 50;
}
