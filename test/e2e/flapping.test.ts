import { expect, test } from 'vitest';
import { startTestApp, summaryMark } from '../support/test-app.ts';

test('a connection that is cut again and again loses no link and answers none twice', async () => {
  await using app = await startTestApp();
  const posts: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const sample = app.samples[round % app.samples.length];
    posts.push((await app.post(`${sample}?before=${round}`)).ts);
    await app.client.call('fault', { fault: round % 2 === 0 ? 'socket_cut' : 'refresh_requested', times: 1 });
    posts.push((await app.post(`${sample}?after=${round}`)).ts);
  }
  for (const ts of posts) await app.summary(ts);
  const replies = await Promise.all(posts.map((ts) => app.replies(ts)));
  expect(replies.map((messages) => messages.filter((one) => JSON.stringify(one).includes(summaryMark)).length)).toEqual(
    posts.map(() => 1),
  );
  const jobs = await app.app.store.jobs.list({ limit: 100 });
  expect(jobs.filter(({ kind }) => kind === 'summarize-link')).toHaveLength(posts.length);
  expect(app.app.slack.connection().state).toBe('connected');
}, 60_000);
