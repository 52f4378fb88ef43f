/**
 * The program that is killed: intake, queue and runner of the store, with a made-up job of five stages and a post.
 *
 * Another child may take its place (`--child path`). It gets GLOSS_CRASH_DATABASE, GLOSS_CRASH_TRACES, GLOSS_CRASH_POSTS (address of the
 * post server: `GET ?link=` → `{count}`, `POST ?link=`) and GLOSS_CRASH_JOURNAL (see journal.ts), prints `ready http://…` on stdout once it
 * answers, takes `POST /?event=…&link=…` and answers 200 after the job is stored. The keys of its jobs are the links.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { silentLog } from '../../../src/core/outside.ts';
import type { Outside } from '../../../src/core/outside.ts';
import type { JobContext, JobKind } from '../../../src/core/ports.ts';
import { createJobRunner } from '../../../src/store/job-runner.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { writeJournal } from './journal.ts';

const stages = ['retrieve', 'facts', 'compose', 'gates', 'render'];

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this program is started by the crash test.`);
  return value;
}

const journal = environment('GLOSS_CRASH_JOURNAL');
const postUrl = environment('GLOSS_CRASH_POSTS');

const outside: Outside = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
    timeout: (ms) => AbortSignal.timeout(ms),
  },
  random: () => Math.random(),
  newId: () => uuidv7(),
  log: { ...silentLog, error: (message, fields) => console.error(message, fields), child: () => outside.log },
};

const Payload = z.object({ link: z.string() });

async function stage<T>(link: string, context: JobContext, name: string, work: () => Promise<T>): Promise<T> {
  const result = await context.step(name, () => {
    writeJournal(journal, { word: 'start', link, stage: name, at: Date.now() });
    return work();
  });
  writeJournal(journal, { word: 'saved', link, stage: name, at: Date.now() });
  return result;
}

async function postOnce(link: string): Promise<number> {
  const address = `${postUrl}?link=${encodeURIComponent(link)}`;
  const found = z.object({ count: z.number() }).parse(await (await fetch(address)).json());
  if (found.count > 0) return found.count;
  await fetch(address, { method: 'POST', body: '{}' });
  return 1;
}

const linkJob: JobKind<z.infer<typeof Payload>> = {
  id: 'link',
  payload: Payload,
  async run({ link }, context) {
    writeJournal(journal, { word: 'begin', link, stage: String(context.attempt), at: Date.now() });
    for (const name of stages) {
      await stage(link, context, name, async () => {
        await wait(5 + Math.random() * 25);
        return { name, text: 'x'.repeat(2000) };
      });
    }
    await stage(link, context, 'intent', async () => ({ link }));
    await stage(link, context, 'post', () => postOnce(link));
  },
};

const settings = StoreSettings.parse({
  databaseUrl: environment('GLOSS_CRASH_DATABASE'),
  tracesFile: environment('GLOSS_CRASH_TRACES'),
  // The kills come from outside, so that a job is hit five times in a row is not its fault here.
  jobs: { concurrency: 5, crashLimit: 100 },
});
const store = await openStore(settings, outside);
const runner = createJobRunner({ queue: store.jobs, kinds: [linkJob], settings: settings.jobs, outside });
runner.start();

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '/', 'http://child').searchParams;
  const link = query.get('link') ?? '';
  store.jobs.enqueue([{ key: link, kind: 'link', payload: { link } }], query.get('event') ?? '').then(
    () => response.end('stored'),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`));
