import { expect, test } from 'vitest';
import { createRunFeed } from '../../src/http/run-feed.ts';
import type { FinishedRun, FinishedSpan } from '../../src/http/run-feed.ts';
import { shareRuns } from '../../src/wiring/share-runs.ts';
import { memoryNews } from '../support/memory-news.ts';
import { createTestOutside } from '../support/test-outside.ts';

const span = (name: string, more: Partial<FinishedSpan> = {}): FinishedSpan => ({
  traceId: 'a'.repeat(32),
  parentSpanId: null,
  name,
  startMs: 1000.5,
  durationMs: 20.25,
  status: 'ok',
  errorType: null,
  costUsd: 0.01,
  attributes: { outcome: 'summarized', user: 'U0PERSON', url: 'https://tern.example/a' },
  ...more,
});

test('the runs of one process are told by the streams of all, each once, and counted where they ran', () => {
  const { log } = createTestOutside();
  const [here, there, third] = memoryNews(3).map((news) => {
    const feed = createRunFeed(10, log);
    const seen: FinishedRun[] = [];
    feed.subscribe((run) => seen.push(run));
    shareRuns(feed, news);
    return { feed, seen, news };
  });
  here?.feed.publish([
    span('summarize_link', { attributes: { ...span('').attributes, input: 'a long page' } }),
    span('stage_b', { parentSpanId: 'b' }),
    span('eval', { attributes: { purpose: 'eval' } }),
  ]);
  there?.feed.publish([span('answer_question')]);
  const of = (end: typeof here) => end?.seen.map(({ span: { name }, isElsewhere }) => [name, isElsewhere]);
  expect(of(here)).toEqual([
    ['summarize_link', false],
    ['answer_question', true],
  ]);
  expect(of(there)).toEqual([
    ['summarize_link', true],
    ['answer_question', false],
  ]);
  // Without what the stream does not tell.
  expect(third?.seen[0]?.span).toEqual(span('summarize_link'));
  expect(third?.news.told).toEqual([]);
});
