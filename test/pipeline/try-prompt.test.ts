import { describe, expect, it } from 'vitest';
import type { TrialBoard, TrialPayload, TrialSide } from '../../src/pipeline/try-prompt.ts';
import { createPromptTrial, tryPromptJob } from '../../src/pipeline/try-prompt.ts';
import { AppError } from '../../src/core/errors.ts';
import { createInMemoryJob } from '../support/in-memory-job.ts';
import { goodScripts, testSummarizer } from './test-summarizer.ts';

const payload: TrialPayload = {
  viewId: 'V1',
  userId: 'U1',
  url: 'https://heron.example/notes',
  promptName: 'stage-b-compose-reply',
  versions: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
  labels: ['prod', 'candidate'],
};

function start(options: Parameters<typeof testSummarizer>[0] = {}) {
  const test = testSummarizer(options);
  const shown: string[] = [];
  let sides: readonly TrialSide[] = [];
  const board: TrialBoard = {
    progress: async (viewId, text) => void shown.push(`${viewId}: ${text}`),
    finish: async (_viewId, _payload, given) => {
      sides = given;
    },
    fail: async (_viewId, failure) => void shown.push(failure.code),
  };
  return { test, shown, sides: () => sides, trial: createPromptTrial({ ...test.deps, board }) };
}

const versionsAsked = (test: ReturnType<typeof testSummarizer>) =>
  test.model.requests.map(({ task, promptVersion }) => `${task} ${promptVersion}`);

describe('a trial of a prompt', () => {
  it('of stage B reads the page once and lets both versions write from the same facts', async () => {
    const { test, trial, sides, shown } = start();
    await trial.runJob(payload, createInMemoryJob('job-1').attempt());
    expect(test.fetched).toHaveLength(1);
    expect(versionsAsked(test)).toEqual([
      'extract-facts prod00000000',
      'compose-reply aaaaaaaaaaaa',
      'compose-reply bbbbbbbbbbbb',
    ]);
    expect(sides().map(({ version, label, outcome }) => [version, label, outcome.outcome])).toEqual([
      ['aaaaaaaaaaaa', 'prod', 'summarized'],
      ['bbbbbbbbbbbb', 'candidate', 'summarized'],
    ]);
    expect(shown).toHaveLength(2);
    // Nothing in Slack, nothing kept as a summary.
    expect(test.reply.events).toEqual([]);
    expect(test.summaries.rows.size).toBe(0);
    expect(test.tracing.named('prompt_trial.run').map(({ seed }) => seed)).toEqual(['job-1:0', 'job-1:1']);
  });

  it('of stage A reads the facts under both versions', async () => {
    const { test, trial } = start();
    await trial.runJob({ ...payload, promptName: 'stage-a-extract-facts' }, createInMemoryJob('job-1').attempt());
    expect(test.fetched).toHaveLength(1);
    expect(versionsAsked(test)).toEqual([
      'extract-facts aaaaaaaaaaaa',
      'compose-reply prod00000000',
      'extract-facts bbbbbbbbbbbb',
      'compose-reply prod00000000',
    ]);
  });

  it('shows the checks that one version fails beside the other', async () => {
    let calls = 0;
    const { trial, sides, test } = start({
      scripts: {
        'compose-reply': (request) => {
          calls += 1;
          if (calls === 1) return goodScripts['compose-reply'](request);
          return {
            tldr: [{ text: 'Invented 900 times.', fact_ids: [1] }],
            summary: [],
            projects: [],
            similar_tech: [],
          };
        },
      },
    });
    await trial.runJob(payload, createInMemoryJob('job-1').attempt());
    expect(sides()[0]?.outcome.failure).toBeNull();
    expect(sides()[1]?.outcome.failure?.code).toBe('gates_failed');
    expect(test.summaries.rows.size).toBe(0);
  });

  it('says why where the page cannot be read, and does not run the first version twice after a crash', async () => {
    const { test, trial, shown, sides } = start();
    test.failures.push(new AppError({ code: 'fetch_status', message: 'gone' }));
    await expect(trial.runJob(payload, createInMemoryJob('job-1').attempt())).rejects.toMatchObject({
      code: 'fetch_status',
    });
    await trial.onDead(payload, { code: 'fetch_status', message: 'gone', hint: null, retryable: false });
    expect(shown.at(-1)).toBe('fetch_status');
    const job = createInMemoryJob('job-2');
    await expect(trial.runJob(payload, job.attempt({ crashAfter: 'first' }))).rejects.toThrow('killed after first');
    await trial.runJob(payload, job.attempt());
    expect(sides()).toHaveLength(2);
    expect(versionsAsked(test).filter((asked) => asked.includes('aaaaaaaaaaaa'))).toHaveLength(1);
  });

  it('is refused for a prompt that no page goes through, and is tried once', () => {
    expect(() => tryPromptJob({ ...payload, promptName: 'follow-up' })).toThrow('cannot be tried on a page');
    expect(tryPromptJob(payload)).toMatchObject({ key: 'try-prompt:V1', maxAttempts: 1 });
  });
});
