import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createSummarizer } from '../../src/pipeline/summarize-link.ts';
import { createInMemoryJob, Crash } from '../support/in-memory-job.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';
import { thinkInPlace } from '../support/think-in-place.ts';
import { goodScripts, linkPayload, testSummarizer } from './test-summarizer.ts';

const broken = { tldr: [], summary: [], projects: [], similar_tech: [] };

describe('a link', () => {
  it('becomes a summary in its thread, stage by stage', async () => {
    const test = testSummarizer();
    const job = createInMemoryJob('job-1');
    await createSummarizer(test.deps).runJob(linkPayload, job.attempt());
    expect(test.reply.events).toEqual([
      'open',
      'progress:retrieve',
      'progress:facts',
      'progress:compose',
      'progress:gates',
      'finish:summarized',
    ]);
    const [posted] = test.reply.posted;
    expect(posted).toMatchObject({
      outcome: 'summarized',
      jobId: 'job-1',
      revision: 1,
      replyTs: '1700000000.001',
      canonicalUrl: 'https://heron.example/notes',
      requestedBy: 'U1',
      costUsd: 0.002,
      rewriteCount: 0,
      traceId: 'trace-1',
    });
    expect(posted?.draft?.tldr).toHaveLength(3);
    expect(posted?.gates.every((gate) => gate.passed)).toBe(true);
    expect(test.summaries.rows.size).toBe(1);
  });

  it('leaves one trace with the spans, attributes and artifacts of the contract', async () => {
    const test = testSummarizer();
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.tracing.spans.map((span) => [span.name, span.kind, span.parent])).toEqual([
      ['summarize_link.run', 'CHAIN', null],
      ['retrieval.fetch_evidence', 'RETRIEVER', 'summarize_link.run'],
      ['stage_a.run', 'LLM', 'summarize_link.run'],
      ['stage_b.run', 'LLM', 'summarize_link.run'],
      ['quality_gates.validate', 'CHAIN', 'summarize_link.run'],
      ['slack.post_message', 'CHAIN', 'summarize_link.run'],
    ]);
    expect(test.tracing.spans[0]?.seed).toBe('job-1');
    const attributes = (name: string) => test.tracing.named(name)[0]?.attributes;
    expect(attributes('retrieval.fetch_evidence')).toMatchObject({
      adapter: 'generic',
      coverage: 'full',
      domain: 'heron.example',
      snippet_count: 14,
    });
    expect(attributes('stage_a.run')).toMatchObject({
      model: 'scripted-1',
      prompt_version: 'prod00000000',
      tool_call_count: 0,
      source_count: 1,
      input_tokens: 1000,
    });
    expect(attributes('stage_b.run')).toMatchObject({
      model: 'scripted-1',
      prompt_version: 'prod00000000',
      output_tokens: 200,
    });
    expect(attributes('stage_b.run')?.['prompt_length']).toBeGreaterThan(500);
    expect(attributes('quality_gates.validate')).toMatchObject({
      gate_total: 13,
      gate_failures: 0,
      gate_pass_rate: 1,
      rewrite_count: 0,
      failed_gates: [],
      'score.grounding': 1,
      'score.voice': expect.any(Number) as number,
    });
    expect(attributes('slack.post_message')).toMatchObject({ channel: 'C1', blocks: 5, bytes: 1000 });
    expect([...test.tracing.artifacts.keys()]).toEqual([
      'evidence.json',
      'stage_a_facts.json',
      'sources.txt',
      'stage_b_result.json',
      'slack_payload.json',
    ]);
  });

  it.each(['open', 'retrieve', 'facts', 'compose', 'gates', 'outcome', 'post'])(
    'goes on after a crash behind the step %s without running a stored step again',
    async (step) => {
      const test = testSummarizer();
      const job = createInMemoryJob('job-1');
      const summarizer = createSummarizer(test.deps);
      await expect(summarizer.runJob(linkPayload, job.attempt({ crashAfter: step }))).rejects.toThrow(Crash);
      await summarizer.runJob(linkPayload, job.attempt());
      expect(test.fetched).toHaveLength(1);
      expect(test.model.requests.map((request) => request.task)).toEqual(['extract-facts', 'compose-reply']);
      expect(test.reply.events.filter((event) => event === 'open')).toHaveLength(1);
      expect(test.reply.events.filter((event) => event.startsWith('finish'))).toHaveLength(1);
    },
  );

  it('rewrites a refused draft once, with the reasons', async () => {
    let tries = 0;
    const test = testSummarizer({
      scripts: { 'compose-reply': (request) => ((tries += 1) === 1 ? broken : goodScripts['compose-reply'](request)) },
    });
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.events).toContain('progress:rewrite');
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'summarized', rewriteCount: 1, costUsd: 0.003 });
    expect(test.model.requests[2]?.input).toMatchObject({
      failures: expect.arrayContaining([expect.stringContaining('schema_validity: ')]),
    });
    expect(test.tracing.artifacts.get('failures.txt')).toContain('tldr_sentence_count');
  });

  it('ends with an honest note when the second draft is refused too, and nothing is tried again', async () => {
    const test = testSummarizer({ scripts: { 'compose-reply': () => broken } });
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.posted[0]).toMatchObject({
      outcome: 'failed',
      rewriteCount: 1,
      failure: { code: 'gates_failed', retryable: true },
    });
    expect(test.model.requests).toHaveLength(3);
  });

  it('refuses to post what a gate could not check', async () => {
    const test = testSummarizer();
    const throwing = {
      id: 'throws',
      summary: '',
      gate: true,
      score: () => {
        throw new TypeError('boom');
      },
    };
    await createSummarizer({ ...test.deps, thinking: thinkInPlace([throwing]) }).runJob(
      linkPayload,
      createInMemoryJob('job-1').attempt(),
    );
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'failed', failure: { code: 'gates_failed' } });
  });
});

describe('a failure', () => {
  const failure = (code: string, retryable: boolean) =>
    new AppError({ code, message: `It was ${code}.`, hint: 'Wait.', retryable });

  it.each([
    'fetch_timeout',
    'fetch_network',
    'fetch_status',
    'model_rate_limited',
    'model_timeout',
    'model_unavailable',
  ])('%s that may pass goes back to the queue, and to the thread on the last attempt', async (code) => {
    const isModel = code.startsWith('model');
    const test = testSummarizer(isModel ? { scripts: { 'extract-facts': () => failure(code, true) } } : {});
    if (!isModel) test.failures.push(failure(code, true), failure(code, true));
    const job = createInMemoryJob('job-1', 2);
    const summarizer = createSummarizer(test.deps);
    await expect(summarizer.runJob(linkPayload, job.attempt())).rejects.toMatchObject({ code });
    expect(test.reply.posted).toEqual([]);
    await summarizer.runJob(linkPayload, job.attempt());
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'failed', failure: { code, hint: 'Wait.' } });
  });

  it.each([
    'fetch_refused',
    'fetch_wrong_type',
    'fetch_too_large',
    'page_wall',
    'model_refused',
    'model_length',
    'model_filtered',
    'model_bad_answer',
    'model_auth',
    'budget_exceeded',
  ])('%s that will not pass is told at once', async (code) => {
    const isPage = code.startsWith('fetch') || code.startsWith('page');
    const test = testSummarizer(isPage ? {} : { scripts: { 'compose-reply': () => failure(code, false) } });
    if (isPage) test.failures.push(failure(code, false));
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.events.at(-1)).toBe('finish:failed');
    expect(test.reply.posted[0]?.failure).toMatchObject({ code, retryable: false });
  });

  it('that nobody foresaw is told without its details', async () => {
    const test = testSummarizer();
    test.failures.push(new TypeError('secret detail'));
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.posted[0]?.failure).toMatchObject({ code: 'internal_error' });
    expect(JSON.stringify(test.reply.posted)).not.toContain('secret detail');
  });

  it('to find a supported fact is told', async () => {
    const invented = {
      key_facts: [{ fact: 'Zeppelins are banned.', supported_by_snippet_ids: [1] }],
      unknowns: [],
      coverage_assessment: '',
    };
    const test = testSummarizer({ scripts: { 'extract-facts': () => invented } });
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'failed', failure: { code: 'no_supported_facts' } });
  });

  it('of a page without text is told', async () => {
    const test = testSummarizer({ evidence: sampleEvidence([]) });
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'failed', failure: { code: 'page_empty' } });
  });

  it('to post is tried again without any stage', async () => {
    const test = testSummarizer();
    test.reply.failNext.finish = failure('slack_unreachable', true);
    const job = createInMemoryJob('job-1');
    const summarizer = createSummarizer(test.deps);
    await expect(summarizer.runJob(linkPayload, job.attempt())).rejects.toMatchObject({ code: 'slack_unreachable' });
    await summarizer.runJob(linkPayload, job.attempt());
    expect(test.fetched).toHaveLength(1);
    expect(test.reply.posted).toHaveLength(1);
  });

  it.each(['open', 'finish'] as const)('because the message is gone at %s ends the job quietly', async (when) => {
    const test = testSummarizer();
    test.reply.failNext[when] = failure('parent_gone', false);
    await createSummarizer(test.deps).runJob(linkPayload, createInMemoryJob('job-1').attempt());
    expect(test.reply.posted).toEqual([]);
  });

  it('of the last kind, a dead job, still leaves a note', async () => {
    const test = testSummarizer();
    await createSummarizer(test.deps).onDead(
      linkPayload,
      { code: 'job_timeout', message: 'Too slow.', hint: null, retryable: true },
      { jobId: 'job-1' },
    );
    expect(test.reply.posted[0]).toMatchObject({ outcome: 'failed', failure: { code: 'job_timeout' }, jobId: 'job-1' });
  });
});

describe('a cancelled job', () => {
  it('stops at the next step and takes its message away', async () => {
    const test = testSummarizer();
    const abort = new AbortController();
    test.deps.retriever.fetchEvidence = () => {
      abort.abort(new AppError({ code: 'job_cancelled', message: 'The work was cancelled.' }));
      return Promise.resolve(test.evidence);
    };
    const summarizer = createSummarizer(test.deps);
    const job = createInMemoryJob('job-1');
    await expect(summarizer.runJob(linkPayload, job.attempt({ signal: abort.signal }))).rejects.toMatchObject({
      code: 'job_cancelled',
    });
    await summarizer.onCancelled(linkPayload, { jobId: 'job-1' });
    expect(test.reply.events).toEqual(['open', 'progress:retrieve', 'found', 'withdraw']);
    expect(test.model.requests).toEqual([]);
  });

  it('has nothing to take away where the message is gone', async () => {
    const test = testSummarizer();
    test.reply.failNext.open = new AppError({ code: 'parent_gone', message: 'gone' });
    await createSummarizer(test.deps).onCancelled(linkPayload, { jobId: 'job-1' });
    expect(test.reply.events).toEqual([]);
  });
});

describe('the headless form', () => {
  it('gives the run and the message, and touches neither thread nor store', async () => {
    const test = testSummarizer();
    const { run, message } = await createSummarizer(test.deps).run('https://heron.example/notes', {
      signal: new AbortController().signal,
      length: 'short',
      labels: { compose: 'candidate' },
    });
    expect(run).toMatchObject({ outcome: 'summarized', length: 'short', failure: null });
    expect(run.draft?.form).toBe('short');
    expect(run.draft?.use.promptVersion).toBe('candidate000');
    expect(message.text).toBe('summarized 1');
    expect(test.reply.events).toEqual([]);
    expect(test.summaries.rows.size).toBe(0);
  });

  it('turns even a failure that may pass into an outcome', async () => {
    const test = testSummarizer();
    test.failures.push(new AppError({ code: 'fetch_timeout', message: 'Slow.', retryable: true }));
    const { run } = await createSummarizer(test.deps).run('https://heron.example/notes', {
      signal: new AbortController().signal,
    });
    expect(run).toMatchObject({ outcome: 'failed', failure: { code: 'fetch_timeout' } });
  });
});
