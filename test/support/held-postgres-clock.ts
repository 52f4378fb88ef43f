import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { ticketSchema } from '../../src/store/postgres/job-tickets.ts';
import type { TestClock } from './test-outside.ts';

/** So many looks in a row must find every connection of this process idle: what an answer sets going has begun by then. */
const quietLooks = 10;

/** Lets the time that the job queue reads in a database that nobody works on yet be that of a held clock, and `advance` wait for what it sets going there. */
export async function holdPostgresClock(url: string, clock: TestClock): Promise<AsyncDisposable> {
  watchConnections();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create table ${ticketSchema}.held_clock (now timestamptz not null);
    insert into ${ticketSchema}.held_clock values (to_timestamp(${clock.now()} / 1000.0));
    create or replace function ${ticketSchema}.job_now() returns timestamptz language sql stable
      as 'select now from ${ticketSchema}.held_clock'`);
  clock.follow({
    async moved(now) {
      await client.query(`update ${ticketSchema}.held_clock set now = to_timestamp($1 / 1000.0)`, [now]);
    },
    async settled() {
      for (let quiet = 0; quiet < quietLooks; quiet += 1) {
        await setImmediate();
        if (![...connections].some(isBusy)) continue;
        quiet = 0;
        await wait(1);
      }
    },
  });
  return { [Symbol.asyncDispose]: () => client.end() };
}

/** All that are open in this process. */
const connections = new Set<Client>();
let isWatching = false;

function watchConnections(): void {
  if (isWatching) return;
  isWatching = true;
  const prototype = Client.prototype as { connect: (this: Client, ...args: unknown[]) => unknown };
  const connect = prototype.connect;
  prototype.connect = function watched(...args) {
    connections.add(this);
    this.once('end', () => connections.delete(this));
    return connect.apply(this, args);
  };
}

/** Also while it connects. */
function isBusy(connection: Client): boolean {
  return !(connection as unknown as { readyForQuery: boolean }).readyForQuery;
}
