/**
 * The candidates behind one shape. `open(url, { id, concurrency, run })` gives `enqueue(keys)` and `close()`; without `run` it only stores.
 * `run(key, step)` is one job; `step(name, work)` is its checkpoint. Every engine is set to take a dead process's work over as fast as it can.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';

const kind = 'link';

/** For engines without checkpoints: the step's result in a table of ours, as Gloss does it. */
function stepper(pool) {
  return async (key) => {
    const { rows } = await pool.query('select name from bench_steps where key = $1', [key]);
    const done = new Set(rows.map(({ name }) => name));
    return async (name, work) => {
      if (done.has(name)) return;
      await work();
      await pool.query('insert into bench_steps (key, name) values ($1, $2) on conflict do nothing', [key, name]);
    };
  };
}

function openPool(url, max = 20) {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
}

/** The baseline: one table, `for update skip locked`, a lease of ten seconds, and NOTIFY. */
async function openPlain(url, { id = randomUUID(), concurrency, run }) {
  const pool = openPool(url);
  await pool.query(`create table if not exists bench_jobs (key text primary key, kind text not null, status text not null,
    owner text, lease_until timestamptz, created_at timestamptz not null default clock_timestamp());
    create index if not exists bench_due on bench_jobs (kind, created_at) where status <> 'done'`);
  const stepOf = stepper(pool);
  const listener = new pg.Client(url);
  const running = new Set();
  let isOpen = true;
  let wake = () => undefined;
  const claim = async () => {
    const { rows } = await pool.query(
      `update bench_jobs set status = 'running', owner = $2, lease_until = clock_timestamp() + interval '10 s'
       where key = (select key from bench_jobs where kind = $1 and status <> 'done'
         and (lease_until is null or lease_until < clock_timestamp()) order by created_at limit 1 for update skip locked)
       returning key`,
      [kind, id],
    );
    return rows[0]?.key;
  };
  async function work(key) {
    await run(key, await stepOf(key));
    await pool.query(`update bench_jobs set status = 'done' where key = $1 and owner = $2`, [key, id]);
  }
  async function loop() {
    for (;;) {
      if (!isOpen) return;
      const key = running.size < concurrency ? await claim() : undefined;
      if (key === undefined) {
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, 500);
          wake = () => resolve(clearTimeout(timer));
        });
        continue;
      }
      const job = work(key).finally(() => {
        running.delete(job);
        wake();
      });
      running.add(job);
    }
  }
  let looping;
  if (run) {
    await listener.connect();
    await listener.query('listen bench_jobs');
    listener.on('notification', () => wake());
    looping = loop();
  }
  return {
    async enqueue(keys) {
      for (const key of keys)
        await pool.query(
          `with stored as (insert into bench_jobs (key, kind, status) values ($1, $2, 'queued') on conflict do nothing)
           select pg_notify('bench_jobs', '')`,
          [key, kind],
        );
    },
    async close() {
      isOpen = false;
      wake();
      await looping;
      await Promise.all(running);
      if (run) await listener.end();
      await pool.end();
    },
  };
}

async function openBoss(url, { concurrency, run }) {
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    connectionString: url,
    max: 20,
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    queueCacheIntervalSeconds: 1,
    schedule: false,
    supervise: run !== undefined,
  });
  boss.on('error', () => undefined);
  const pool = openPool(url, 10);
  const stepOf = stepper(pool);
  await boss.start();
  await boss.createQueue(kind, { notify: true, retryLimit: 100, heartbeatSeconds: 10 });
  if (run) {
    // With a backlog its workers wait out the slow poll otherwise.
    const polling = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5, burstWhenReadyExceeds: 1 };
    const options = { ...polling, localConcurrency: concurrency, heartbeatRefreshSeconds: 3 };
    await boss.work(kind, options, async ([job]) => run(job.data.key, await stepOf(job.data.key)));
  }
  return {
    async enqueue(keys) {
      for (const key of keys) await boss.send(kind, { key }, { id: key });
    },
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
}

async function openGraphile(url, { concurrency, run }) {
  const { Logger, makeWorkerUtils, run: runWorker } = await import('graphile-worker');
  const logger = new Logger(() => () => undefined);
  const pool = openPool(url);
  const stepOf = stepper(pool);
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  const taskList = { [kind]: async ({ key }) => run(key, await stepOf(key)) };
  const runner = run && (await runWorker({ pgPool: pool, concurrency, noHandleSignals: true, taskList, logger }));
  return {
    async enqueue(keys) {
      for (const key of keys) await utils.addJob(kind, { key }, { jobKey: key, jobKeyMode: 'unsafe_dedupe' });
    },
    async close() {
      await runner?.stop();
      await utils.release();
      await pool.end();
    },
  };
}

async function openOpenWorkflow(url, { concurrency, run }) {
  const { OpenWorkflow } = await import('openworkflow');
  const { BackendPostgres } = await import('openworkflow/postgres');
  const backend = await BackendPostgres.connect(url);
  const client = new OpenWorkflow({ backend });
  const workflow = client.defineWorkflow({ name: kind }, async ({ input, step }) => {
    await run(input.key, (name, work) => step.run({ name }, async () => (await work()) ?? null));
  });
  const worker = run && client.newWorker({ concurrency });
  await worker?.start();
  return {
    async enqueue(keys) {
      for (const key of keys) await workflow.run({ key }, { idempotencyKey: key });
    },
    async close() {
      await worker?.stop();
      await backend.stop();
    },
  };
}

async function openDbos(url, { id = 'bench', concurrency, run }) {
  const { DBOS, DBOSClient } = await import('@dbos-inc/dbos-sdk');
  const quiet = { info() {}, debug() {}, warn() {}, error() {} };
  if (!run) {
    const cli = join(import.meta.dirname, 'node_modules', '.bin', 'dbos');
    execFileSync(process.execPath, [cli, 'schema', url], { stdio: 'ignore' });
    const client = await DBOSClient.create({ systemDatabaseUrl: url, applicationName: 'bench', logger: quiet });
    return {
      async enqueue(keys) {
        for (const key of keys)
          await client.enqueue({ workflowName: kind, queueName: kind, workflowID: key, appVersion: 'bench' }, key);
      },
      close: () => client.destroy(),
    };
  }
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 20,
    logger: quiet,
    executorID: id,
    applicationVersion: 'bench',
  });
  const workflow = DBOS.registerWorkflow(
    (key) => run(key, (name, work) => DBOS.runStep(async () => (await work()) ?? null, { name })),
    { name: kind },
  );
  await DBOS.launch();
  await DBOS.registerQueue(kind, { workerConcurrency: concurrency, minPollingIntervalMs: 100 });
  return {
    async enqueue(keys) {
      for (const key of keys) await DBOS.startWorkflow(workflow, { workflowID: key, queueName: kind })(key);
    },
    close: () => DBOS.shutdown(),
  };
}

/** Gloss's own queue, with pg-boss to hand the jobs out, and its runner. */
async function openGloss(url, { concurrency, run }) {
  const [{ openStore }, { StoreSettings }, { createJobRunner }, { createRealOutside }, { z }] = await Promise.all([
    import('../../../src/store/open-store.ts'),
    import('../../../src/store/settings.ts'),
    import('../../../src/store/job-runner.ts'),
    import('../../../test/support/real-outside.ts'),
    import('zod'),
  ]);
  const settings = StoreSettings.parse({ databaseUrl: url, jobs: { concurrency, heartbeatMs: 1000 } });
  const outside = createRealOutside();
  const store = await openStore(settings, outside);
  const payload = z.object({ key: z.string() });
  const work = ({ key }, context) => run(key, (name, work) => context.step(name, work));
  const kinds = [{ id: kind, payload, run: work }];
  const runner = createJobRunner({ queue: store.jobs, kinds, settings: settings.jobs, outside });
  if (run) runner.start();
  return {
    async enqueue(keys) {
      for (const key of keys) await store.jobs.enqueue([{ key, kind, payload: { key } }]);
    },
    async close() {
      await runner.stop({ drainMs: 0 });
      await store.close();
    },
  };
}

export const candidates = {
  plain: openPlain,
  gloss: openGloss,
  'pg-boss': openBoss,
  'graphile-worker': openGraphile,
  openworkflow: openOpenWorkflow,
  dbos: openDbos,
};
