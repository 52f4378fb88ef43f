import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import type { TextSentiment } from '../../src/core/sentiment.ts';
import { createOutside } from '../../src/main.ts';
import { scoreText } from '../../src/pipeline/sentiment/score-text.ts';
import { createReadingRoom, type ReadingRoom } from '../../src/wiring/reading-room.ts';
import { storeSettings } from '../../src/wiring/store-settings.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';

export interface OpenSensor extends AsyncDisposable {
  store: Store;
  reading: ReadingRoom;
  now(): number;
  score(text: string, language?: string): Promise<TextSentiment>;
}

/** The sensor of sentiment without Slack. @param keeps whether what is found goes into the program's own store, or nowhere */
export async function openSensor(keeps: boolean): Promise<OpenSensor> {
  const root = join(import.meta.dirname, '..', '..');
  const given = loadConfig(root, process.env);
  const outside = createOutside(given.settings.logLevel ?? 'warn');
  const files = keeps ? {} : { databaseUrl: ':memory:', tracesFile: ':memory:' };
  const config = { ...given, settings: { ...given.settings, store: { ...storeSettings(given), ...files } } };
  const store = await openStore(config.settings.store, outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  const reading = await createReadingRoom(config, outside, store, closers);
  const { model, prompts } = reading.stages;
  const { maxSentences } = config.settings.pipeline.sentiment;
  const deps = { model, prompts, tracing: reading.tracing, outside, maxSentences };
  return {
    store,
    reading,
    now: () => outside.clock.now(),
    score: (text, language) => scoreText(deps, { text, language }, new AbortController().signal),
    async [Symbol.asyncDispose]() {
      for (const close of closers.toReversed()) await close();
    },
  };
}
