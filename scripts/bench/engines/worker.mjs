/** `worker.mjs CANDIDATE URL ID`: works until it is killed; each step takes 5–30 ms and leaves a row, as a post in a thread would. */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { candidates } from './candidates.mjs';

const [candidate, url, id] = process.argv.slice(2);
const effects = new pg.Pool({ connectionString: url, max: 5 });
effects.on('error', () => undefined);

await candidates[candidate](url, {
  id,
  concurrency: 5,
  async run(key, step) {
    for (let index = 0; index < 5; index += 1) {
      await step(`step ${index}`, async () => {
        await wait(5 + Math.random() * 25);
        await effects.query('insert into bench_effects (key, step, worker) values ($1, $2, $3)', [key, index, id]);
      });
    }
  },
});
process.send?.('ready');
