/**
 * `npm run bench [-- name …]`: the speed figures, each beside a baseline of the same run where there is one. `BENCH_SECONDS` is how long links
 * are posted to each app; `BENCH_PAGES` a folder of saved pages; `BENCH_LINKS` how many links are searched,
 * on SQLite or, where `BENCH_POSTGRES` is set, on PostgreSQL;
 * `BENCH_ROWS` how many rows are exported; `BENCH_SPANS` how many spans the figures are of, `BENCH_DIALECT=postgres` where.
 */
import { benchAcknowledge } from './acknowledge.ts';
import { benchAnalytics } from './analytics.ts';
import { benchEvals } from './evals.ts';
import { benchEventLoop } from './event-loop.ts';
import { benchExport } from './export.ts';
import { benchLibrary } from './library.ts';
import { benchMigrateStore } from './migrate-store.ts';
import { benchSpans } from './spans.ts';

const benches: Record<string, () => Promise<boolean>> = {
  acknowledge: () => benchAcknowledge(Number(process.env['BENCH_SECONDS'] ?? 60)),
  'event-loop': () => benchEventLoop(process.env['BENCH_PAGES'] ?? 'data/samples'),
  spans: () => benchSpans(),
  evals: () => benchEvals(Number(process.env['BENCH_EXAMPLES'] ?? 28)),
  analytics: () =>
    benchAnalytics({
      spanCount: Number(process.env['BENCH_SPANS'] ?? 1_000_000),
      dialect: process.env['BENCH_DIALECT'] === 'postgres' ? 'postgres' : 'sqlite',
    }),
  export: () => benchExport(Number(process.env['BENCH_ROWS'] ?? 20_000)),
  'migrate-store': () => benchMigrateStore(Number(process.env['BENCH_SPANS'] ?? 20_000)),
  library: () =>
    benchLibrary(Number(process.env['BENCH_LINKS'] ?? 100_000), process.env['BENCH_POSTGRES'] ? 'postgres' : 'sqlite'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; known: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
let allHold = true;
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  allHold = (await run()) && allHold;
}
process.exitCode = allHold ? 0 : 1;
