import { expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { ChosenArms, SplitRun } from '../../src/core/prompt-split.ts';
import { createResummarizer } from '../../src/pipeline/resummarize.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import { createInMemoryJob } from '../support/in-memory-job.ts';
import { linkPayload, testSummarizer } from './test-summarizer.ts';

const arm = {
  splitId: 's1',
  name: 'stage-b-compose-reply',
  arm: 'b',
  version: 'bbbbbbbbbbbb',
  isFallback: false,
} as const;
const chosen: ChosenArms = { versions: { 'stage-b-compose-reply': 'bbbbbbbbbbbb' }, arms: [arm] };

function start() {
  const test = testSummarizer();
  const asked: string[] = [];
  const recorded: (Partial<SplitRun> & { jobId: string })[] = [];
  const deps = {
    ...test.deps,
    splits: {
      choose: async (jobId: string) => (asked.push(jobId), chosen),
      record: async (jobId: string, _arms: ChosenArms, run: Partial<SplitRun>) => void recorded.push({ jobId, ...run }),
    },
  };
  return { test, deps, asked, recorded };
}

const composeVersions = (test: ReturnType<typeof testSummarizer>) =>
  test.model.requests.filter(({ task }) => task === 'compose-reply').map(({ promptVersion }) => promptVersion);

it('a link runs under its arm, and what came of it is kept once, also after a crash', async () => {
  const { test, deps, recorded } = start();
  const job = createInMemoryJob('job-1');
  await expect(createSummarizer(deps).runJob(linkPayload, job.attempt({ crashAfter: 'outcome' }))).rejects.toThrow(
    'killed',
  );
  await createSummarizer(deps).runJob(linkPayload, job.attempt());
  expect(composeVersions(test)).toEqual(['bbbbbbbbbbbb']);
  expect(recorded).toMatchObject([
    { jobId: 'job-1', outcome: 'summarized', gateShare: 1, rewriteCount: 0, costUsd: 0.002 },
  ]);
  expect(test.tracing.named('summarize_link.run')[0]?.attributes['prompt_arms']).toEqual(['stage-b-compose-reply: b']);
});

it('another form of a summary stays in the arm of its link and is not counted again', async () => {
  const { test, deps, asked, recorded } = start();
  await createSummarizer(deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
  const [summary] = [...test.summaries.rows.values()];
  const press = { summaryId: summary?.id ?? '', revision: 1, change: 'shorter', userId: 'U2' } as const;
  await createResummarizer(deps).runJob(press, createInMemoryJob('job-2').attempt());
  expect(asked).toEqual(['job-1', 'job-1']);
  expect(composeVersions(test)).toEqual(['bbbbbbbbbbbb', 'bbbbbbbbbbbb']);
  expect(recorded).toHaveLength(1);
});

it('a page that cannot be read says nothing of a version', async () => {
  const { test, deps, recorded } = start();
  test.failures.push(new AppError({ code: 'fetch_status', message: 'gone' }));
  await createSummarizer(deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
  expect(recorded).toEqual([]);
});
