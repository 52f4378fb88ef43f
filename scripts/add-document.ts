/** `npm run -s add-document -- URL [--json]`: reads a page through the guard, scores its sentences, and keeps the score in the store. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { AppError } from '../src/core/errors.ts';
import { canonicalUrl } from '../src/core/url.ts';
import { explain } from '../src/main.ts';
import { describeSentiment, pageText } from '../src/pipeline/sentiment/sentiment-sensor.ts';
import { openSensor } from './sentiment/open-sensor.ts';
import { printSentiment } from './sentiment/print-sentiment.ts';

const usage = 'Usage: npm run -s add-document -- URL [--json]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [given = '', ...rest] = positionals;
  const url = canonicalUrl(given);
  if (url === null || rest.length > 0) throw new AppError({ code: 'usage', message: usage });
  await using sensor = await openSensor(true);
  const { tracing, stages } = sensor.reading;
  const attributes = { purpose: 'sensor', url };
  const { traceId, title, sentiment } = await tracing.span(
    'document.add',
    { kind: 'CHAIN', traceSeed: stages.outside.newId(), attributes },
    async (span) => {
      const { signal } = new AbortController();
      const read = await stages.retriever.fetchEvidence(url, signal);
      const evidence = await stages.thinking.vetEvidence(read, signal);
      const scored = await sensor.score(pageText(evidence), evidence.language);
      await tracing.artifact(span.traceId, 'sentiment.json', JSON.stringify(scored, null, 2));
      return { traceId: span.traceId, title: evidence.sources[0]?.title ?? evidence.domain, sentiment: scored };
    },
  );
  if (sentiment.mean !== null) {
    const now = sensor.now();
    await sensor.store.scores.put([
      {
        // The same page again replaces its score.
        id: `document:${createHash('sha256').update(url).digest('hex').slice(0, 32)}`,
        teamId: null,
        traceId,
        summaryId: null,
        channelId: null,
        name: 'page_sentiment',
        value: (sentiment.mean + 1) / 2,
        passed: null,
        reason: describeSentiment(sentiment),
        origin: 'document',
        happenedAt: now,
        scoredAt: now,
      },
    ]);
  }
  const text = values.json
    ? JSON.stringify({ url, title, traceId, ...sentiment })
    : `${title}\n${printSentiment(sentiment)}`;
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
