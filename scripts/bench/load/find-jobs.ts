import { createOutside } from '../../../src/main.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { JobRecord } from '../../../src/store/job-queue.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import type { LoadDatabase } from './database.ts';

/** What the store knows of links: `done`, `dead slack_unreachable`, or `never stored`. By address. */
export async function findJobs(database: LoadDatabase, urls: readonly string[]): Promise<Map<string, string>> {
  if (urls.length === 0) return new Map();
  const jobs = (await readJobs(database)).filter(({ key }) => key.startsWith('link:'));
  return new Map(
    urls.map((url) => {
      const job = jobs.find(({ key }) => key.endsWith(url));
      const state = job ? [job.status, job.failure?.code, job.cancelReason].filter(Boolean).join(' ') : 'never stored';
      return [url, state];
    }),
  );
}

export interface JobCount {
  kind: string;
  done: number;
  /** Waiting, running, given up or cancelled. */
  notDone: number;
}

export async function countJobs(database: LoadDatabase): Promise<JobCount[]> {
  const byKind = Map.groupBy(await readJobs(database), ({ kind }) => kind);
  return [...byKind].map(([kind, jobs]) => {
    const done = jobs.filter(({ status }) => status === 'done').length;
    return { kind, done, notDone: jobs.length - done };
  });
}

async function readJobs(database: LoadDatabase): Promise<JobRecord[]> {
  const { DATABASE_URL: databaseUrl, GLOSS_STORE_TRACES_FILE: tracesFile } = database.environment;
  const store = await openStore(StoreSettings.parse({ databaseUrl, tracesFile }), createOutside('error'));
  try {
    return await store.jobs.list({ limit: 1_000_000 });
  } finally {
    await store.close();
  }
}
