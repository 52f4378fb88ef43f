/** `npm run -s summarize -- URL [--html FILE] [--profile NAME] [--length short|normal|long] [--json]`: the whole pipeline without posting. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createReadingRoom } from '../src/wiring/reading-room.ts';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { SummaryLength } from '../src/core/summary.ts';
import { createOutside, explain } from '../src/main.ts';
import { createSummarizer } from '../src/pipeline/summarize-link.ts';
import { renderSummary } from '../src/slack/blocks/summary-message.ts';
import { openStore } from '../src/store/open-store.ts';
import { withoutSlack } from './without-slack.ts';

const usage = 'Usage: npm run -s summarize -- URL [--html FILE] [--profile NAME] [--length short|normal|long] [--json]';

interface Wanted {
  url: string;
  htmlFile: string | null;
  profile: string | null;
  length: SummaryLength | null;
  json: boolean;
}

function readArguments(args: readonly string[]): Wanted {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        html: { type: 'string' },
        profile: { type: 'string' },
        length: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [url, ...rest] = positionals;
    if (url === undefined || rest.length > 0) throw new Error('exactly one URL is needed');
    const length = values.length === undefined ? null : SummaryLength.parse(values.length);
    return { url, htmlFile: values.html ?? null, profile: values.profile ?? null, length, json: values.json };
  } catch (error) {
    throw new AppError({ code: 'usage', message: usage, hint: error instanceof Error ? error.message : String(error) });
  }
}

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  const root = join(import.meta.dirname, '..');
  const given = loadConfig(
    root,
    wanted.profile === null ? process.env : { ...process.env, GLOSS_LLM_PROFILE: wanted.profile },
  );
  const outside = createOutside(given.settings.logLevel ?? 'warn');
  // Nothing of a run on the command line is kept: the store is in memory.
  const config = {
    ...given,
    destinations: [],
    settings: {
      ...given.settings,
      store: { ...given.settings.store, databaseUrl: ':memory:', tracesFile: ':memory:' },
    },
  };
  const store = await openStore(config.settings.store, outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  try {
    const reading = await createReadingRoom(config, outside, store, closers);
    const { htmlFile } = wanted;
    const retriever =
      htmlFile === null
        ? reading.retriever
        : {
            ...reading.retriever,
            fetchEvidence: async (url: string, signal: AbortSignal) =>
              reading.retriever.evidenceFromHtml(url, await readPage(htmlFile), undefined, signal),
          };
    const summarizer = createSummarizer({
      ...reading.stages,
      retriever,
      ...withoutSlack(store),
      renderMessage: renderSummary,
    });
    const { run, message } = await summarizer.run(wanted.url, {
      signal: new AbortController().signal,
      ...(wanted.length === null ? {} : { length: wanted.length }),
    });
    await reading.tracing.flush();
    const spans = await store.spans.trace(run.traceId);
    const { evidence, factSheet: facts, draft, gates, outcome, failure, costUsd, durationMs, traceId } = run;
    const result = {
      outcome,
      evidence,
      facts,
      draft,
      gates,
      message,
      failure,
      trace: { traceId, spans },
      costUsd,
      durationMs,
    };
    process.stdout.write(wanted.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
    if (outcome !== 'summarized') {
      process.stderr.write(`${failure?.message ?? 'No summary.'} ${failure?.hint ?? ''}\n`);
      process.exitCode = 1;
    }
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function readPage(file: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(file);
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (error) {
    throw new AppError({ code: 'file_unreadable', message: `${file} cannot be read.`, hint: usage, cause: error });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
