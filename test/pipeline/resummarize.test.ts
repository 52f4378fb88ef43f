import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createResummarizer, resummarizeJob } from '../../src/pipeline/resummarize.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import { createInMemoryJob } from '../support/in-memory-job.ts';
import { linkPayload, testSummarizer } from './test-summarizer.ts';

async function summarized() {
  const test = testSummarizer();
  await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
  const [summary] = [...test.summaries.rows.values()];
  if (!summary) throw new Error('The first summary is missing.');
  return { test, summary, resummarizer: createResummarizer(test.deps) };
}
const press = (summaryId: string, change: 'shorter' | 'longer' | 'again' | 'retry', revision = 1) => ({
  summaryId,
  revision,
  change,
  userId: 'U2',
});

describe('another form of a summary', () => {
  it('shorter uses the stored evidence and facts, and rewrites the same reply as the next revision', async () => {
    const { test, summary, resummarizer } = await summarized();
    await resummarizer.runJob(press(summary.id, 'shorter'), createInMemoryJob('job-2').attempt());
    expect(test.fetched).toHaveLength(1);
    expect(test.model.requests.map((request) => request.task)).toEqual([
      'extract-facts',
      'compose-reply',
      'compose-reply',
    ]);
    expect(test.reply.events.filter((event) => event === 'open')).toHaveLength(1);
    const next = test.summaries.rows.get(summary.id);
    expect(next).toMatchObject({
      id: summary.id,
      jobId: 'job-1',
      revision: 2,
      length: 'short',
      replyTs: summary.replyTs,
    });
    expect(next?.draft?.summary.length).toBeLessThanOrEqual(6);
    expect(test.tracing.named('resummarize.run')[0]?.seed).toBe('job-2');
  });

  it('longer asks for the long form; again reads the page anew', async () => {
    const { test, summary, resummarizer } = await summarized();
    await resummarizer.runJob(press(summary.id, 'longer'), createInMemoryJob('job-2').attempt());
    expect(test.summaries.rows.get(summary.id)).toMatchObject({ revision: 2, length: 'long' });
    await resummarizer.runJob(press(summary.id, 'again', 2), createInMemoryJob('job-3').attempt());
    expect(test.fetched).toHaveLength(2);
    expect(test.summaries.rows.get(summary.id)).toMatchObject({ revision: 3, length: 'long' });
  });

  it('asked of an old revision changes nothing', async () => {
    const { test, summary, resummarizer } = await summarized();
    await resummarizer.runJob(press(summary.id, 'shorter', 0), createInMemoryJob('job-2').attempt());
    expect(test.summaries.rows.get(summary.id)?.revision).toBe(1);
    expect(test.reply.posted).toHaveLength(1);
  });

  it('that fails leaves the old one standing, with the failure', async () => {
    const { test, summary, resummarizer } = await summarized();
    test.failures.push(new AppError({ code: 'fetch_status', message: 'The page is gone.' }));
    await resummarizer.runJob(press(summary.id, 'again'), createInMemoryJob('job-2').attempt());
    expect(test.reply.posted[1]).toMatchObject({
      outcome: 'summarized',
      revision: 2,
      failure: { code: 'fetch_status' },
      draft: summary.draft,
    });
  });

  it('after a failure is a whole new try', async () => {
    const test = testSummarizer();
    test.failures.push(new AppError({ code: 'fetch_status', message: 'Not there.' }));
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    const [failed] = [...test.summaries.rows.values()];
    await createResummarizer(test.deps).runJob(press(failed?.id ?? '', 'retry'), createInMemoryJob('job-2').attempt());
    expect(test.reply.posted[1]).toMatchObject({ outcome: 'summarized', revision: 2, failure: null });
  });

  it('goes on after a crash between storing and posting', async () => {
    const { test, summary, resummarizer } = await summarized();
    test.reply.failNext.finish = new AppError({ code: 'slack_unreachable', message: 'away', retryable: true });
    const job = createInMemoryJob('job-2');
    await expect(resummarizer.runJob(press(summary.id, 'shorter'), job.attempt())).rejects.toMatchObject({
      code: 'slack_unreachable',
    });
    await resummarizer.runJob(press(summary.id, 'shorter'), job.attempt());
    expect(test.reply.posted[1]).toMatchObject({ revision: 2, length: 'short' });
    expect(test.model.requests).toHaveLength(3);
  });

  it('that died gives the reply its earlier form back', async () => {
    const { test, summary, resummarizer } = await summarized();
    await resummarizer.onDead(press(summary.id, 'again'), {
      code: 'job_timeout',
      message: 'Slow.',
      hint: null,
      retryable: true,
    });
    expect(test.reply.posted[1]).toMatchObject({
      outcome: 'summarized',
      revision: 2,
      failure: { code: 'job_timeout' },
    });
  });

  it('is one job for two presses on one revision', () => {
    expect(resummarizeJob(press('s1', 'shorter')).key).toBe(resummarizeJob(press('s1', 'longer')).key);
    expect(resummarizeJob(press('s1', 'shorter', 2)).key).not.toBe(resummarizeJob(press('s1', 'shorter')).key);
  });
});
