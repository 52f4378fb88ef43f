import { createOutside } from '../../../src/main.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import type { LoadDatabase } from './database.ts';

/** What the store knows of links: `done`, `dead slack_unreachable`, or `never stored`. By address. */
export async function findJobs(database: LoadDatabase, urls: readonly string[]): Promise<Map<string, string>> {
  if (urls.length === 0) return new Map();
  const { DATABASE_URL: databaseUrl, GLOSS_STORE_TRACES_FILE: tracesFile } = database.environment;
  const store = await openStore(StoreSettings.parse({ databaseUrl, tracesFile }), createOutside('error'));
  try {
    const jobs = await store.jobs.list({ limit: 1_000_000 });
    return new Map(
      urls.map((url) => {
        const job = jobs.find(({ key }) => key.startsWith('link:') && key.endsWith(url));
        const state = job
          ? [job.status, job.failure?.code, job.cancelReason].filter(Boolean).join(' ')
          : 'never stored';
        return [url, state];
      }),
    );
  } finally {
    await store.close();
  }
}
