import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

test('a question in the thread of a summary is answered from its page, with a quote, without a model', async () => {
  await using app = await startTestApp();
  const sample = app.samples.find((url) => url.includes('vector')) ?? '';
  const posted = await app.post(`worth a look ${sample}`);
  await app.summary(posted.ts);
  const ask = async (question: string): Promise<string> => {
    const { ts } = await app.post(`@gloss ${question}`, posted.ts);
    const answer = async () => (await app.replies(posted.ts)).filter((reply) => Number(reply.ts) > Number(ts));
    await expect.poll(async () => JSON.stringify(await answer()), { timeout: 15_000 }).toMatch(/no cost|Ask me/);
    expect(await answer()).toHaveLength(1);
    return JSON.stringify(await answer());
  };
  expect(await ask('how much memory do one hundred million vectors take?')).toContain(
    '“One hundred million vectors with 768 dimensions take about 300 gigabytes as 32-bit floats.” ',
  );
  expect(await ask('who won the 1998 world cup?')).toContain('The page does not tell');
  expect(await ask('thanks!')).toContain('Ask me anything about the page');
  const jobs = (await app.app.store.jobs.list({ limit: 20 })).filter(({ kind }) => kind === 'follow-up');
  expect(jobs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
});
