/** `npm run bench [-- name …]`: the speed figures, each beside a baseline of the same run. */
import { benchAcknowledge } from './acknowledge.ts';

const benches: Record<string, () => Promise<boolean>> = {
  acknowledge: () => benchAcknowledge(Number(process.env['BENCH_SECONDS'] ?? 60)),
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
