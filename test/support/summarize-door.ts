import { join } from 'node:path';
import { createReadingRoom } from '../../src/wiring/reading-room.ts';
import { loadConfig } from '../../src/config.ts';
import type { RenderedMessage } from '../../src/pipeline/stages/post.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import type { SummaryLength, SummaryRun } from '../../src/core/summary.ts';
import { renderSummary } from '../../src/slack/blocks/summary-message.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { withoutSlack } from '../../scripts/without-slack.ts';
import { createRealOutside } from './real-outside.ts';

/** One page through the door. */
export interface GivenPage {
  url: string;
  html: string | Uint8Array;
  /** Default `text/html`. */
  contentType?: string;
  length?: SummaryLength;
}

export interface SummarizeDoor {
  run(page: GivenPage): Promise<{ run: SummaryRun; message: RenderedMessage }>;
  store: Store;
  flush(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The house as `npm run summarize` opens it, within this process: its configuration files, its hooks, the OpenAI client; only the page's bytes are given. */
export async function openSummarizeDoor(environment: Record<string, string>): Promise<SummarizeDoor> {
  const config = loadConfig(join(import.meta.dirname, '../..'), environment);
  const outside = createRealOutside();
  const storeSettings = { ...config.settings.store, databaseUrl: ':memory:', tracesFile: ':memory:' };
  const store = await openStore(storeSettings, outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  const reading = await createReadingRoom(config, outside, store, closers);
  return {
    store,
    flush: () => reading.tracing.flush(),
    async run({ url, html, contentType, length }) {
      const retriever = {
        ...reading.retriever,
        fetchEvidence: (address: string, signal: AbortSignal) =>
          reading.retriever.evidenceFromHtml(address, Buffer.from(html as string), contentType, signal),
      };
      const summarizer = createSummarizer({
        ...reading.stages,
        retriever,
        ...withoutSlack(store),
        renderMessage: renderSummary,
      });
      return summarizer.run(url, { signal: new AbortController().signal, ...(length ? { length } : {}) });
    },
    async [Symbol.asyncDispose]() {
      for (const close of closers.splice(0).toReversed()) await close();
    },
  };
}
