import { expect, it } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

it('what people say under a summary becomes a score of it, and its page has one too', async () => {
  await using app = await startTestApp();
  const { ts } = await app.post(app.samples[0] ?? '');
  await app.summary(ts);
  await app.post('Excellent, thanks! Really useful for us.', ts);
  await app.post('<https://heron.example/x>', ts);
  const { store } = app.app;
  const window = (name: string) => store.scores.window({ name, fromMs: 0, toMs: Date.now() + 60_000 });
  await expect.poll(async () => (await window('sentiment')).n, { timeout: 10_000 }).toBe(1);
  await expect.poll(async () => (await window('page_sentiment')).n, { timeout: 10_000 }).toBe(1);
  const { worst } = await window('sentiment');
  // The other link has a failed one.
  const recent = await store.summaries.recentOf('T0LOCALTEAM', app.user, 5);
  const summary = recent.find(({ outcome }) => outcome === 'summarized');
  expect(worst).toMatchObject([
    { summaryId: summary?.id, traceId: summary?.traceId, reason: '2 sentences, by a list of words' },
  ]);
  expect(worst[0]?.value).toBeGreaterThan(0.8);
}, 40_000);
