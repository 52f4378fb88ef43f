import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerHonestly, honestReply } from '../support/honest-answer.ts';
import { readModelQuestion } from '../support/model-question.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiReply, OpenaiServer, SeenRequest } from '../support/openai-server.ts';
import { openSummarizeDoor } from '../support/summarize-door.ts';
import type { GivenPage, SummarizeDoor } from '../support/summarize-door.ts';

const samples = ['retries-with-jitter', 'vector-search', 'write-ahead-logging'];
const readSample = (name: string): string =>
  readFileSync(new URL(`../../data/samples/${name}.html`, import.meta.url), 'utf8');
const page = { url: 'https://sample.example/page', html: readSample('vector-search') };
/** What the test server counts for one request, at the price of the default model. */
const costOfOne = 0.002115;

let model: (request: SeenRequest) => OpenaiReply = answerHonestly;
let server: OpenaiServer;
let door: SummarizeDoor;

beforeAll(async () => {
  server = await createOpenaiServer({ replies: (request) => model(request) });
  door = await openDoor();
});

afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await server.close();
});

/** Short waits, so that failures end soon. */
function openDoor(environment: Record<string, string> = {}): Promise<SummarizeDoor> {
  return openSummarizeDoor({
    OPENAI_BASE_URL: server.baseUrl,
    OPENAI_API_KEY: 'test-key',
    GLOSS_LLM_REQUEST_TIMEOUT_MS: '1000',
    GLOSS_LLM_TOTAL_TIMEOUT_MS: '10000',
    GLOSS_LLM_RETRY_BASE_MS: '1',
    GLOSS_LLM_DAILY_BUDGET_USD: '0',
    ...environment,
  });
}

/** One page with a model that does as `replies` says. */
function runWith(replies: typeof model, given: GivenPage = page) {
  model = replies;
  server.requests.length = 0;
  server.problems.length = 0;
  return door.run(given);
}

const isReply = (request: SeenRequest): boolean => readModelQuestion(request.body).stage === 'reply';

/** Honest but for the first sentence of the TLDR, which `spoil` changes in every draft it is asked to. */
function spoiling(spoil: (text: string) => string, inDraft: (failures: string) => boolean) {
  return (request: SeenRequest): OpenaiReply => {
    const question = readModelQuestion(request.body);
    if (question.stage === 'facts' || !inDraft(question.failures)) return answerHonestly(request);
    const reply = honestReply(question);
    const at = reply.summary.findIndex(({ text }) => spoil(text) !== text);
    const summary = reply.summary.map((entry, index) => (index === at ? { ...entry, text: spoil(entry.text) } : entry));
    return { kind: 'json', value: { ...reply, summary } };
  };
}
const wrongNumber = (text: string): string =>
  text.replace(/\d(?=[\d,]* \w)/u, (digit) => String((Number(digit) % 9) + 1));
const wrongName = (text: string): string => text.replace(/^(\S+ )/u, '$1Brunswick ');

describe('a faithful model', () => {
  it.each(samples)('passes every check at the first draft: %s', async (name) => {
    const { run } = await runWith(answerHonestly, { ...page, html: readSample(name) });
    expect(run.gates.filter((gate) => !gate.passed)).toEqual([]);
    expect(run).toMatchObject({ outcome: 'summarized', rewriteCount: 0, failure: null });
    expect(run.draft?.form).toBe('full');
    expect(run.draft?.tldr).toHaveLength(3);
    expect(run.draft?.summary.length).toBeGreaterThanOrEqual(10);
    expect(run.costUsd).toBeCloseTo(2 * costOfOne, 9);
    expect(server.problems).toEqual([]);
  });
});

describe.each([
  ['number', wrongNumber, 'number_fidelity'],
  ['name', wrongName, 'name_fidelity'],
])('one wrong %s in twelve sentences', (_what, spoil, gate) => {
  it('stops the draft, and the second one, written with the failures, is posted', async () => {
    const { run } = await runWith(spoiling(spoil, (failures) => failures === ''));
    expect(run).toMatchObject({ outcome: 'summarized', rewriteCount: 1 });
    const failures = server.requests.filter(isReply).map((request) => readModelQuestion(request.body).failures);
    expect(failures[0]).toBe('');
    expect(failures[1]).toContain(gate);
    expect(run.costUsd).toBeCloseTo(3 * costOfOne, 9);
  });

  it('ends in a note where the second draft has it too, and nothing of the draft is in the note', async () => {
    const { run, message } = await runWith(spoiling(spoil, () => true));
    expect(run).toMatchObject({ outcome: 'failed', rewriteCount: 1, failure: { code: 'gates_failed' } });
    expect(server.requests).toHaveLength(3);
    const note = JSON.stringify(message);
    for (const { text } of [...(run.draft?.tldr ?? []), ...(run.draft?.summary ?? [])])
      expect(note).not.toContain(text);
  });
});

describe('a model that fails', () => {
  const failures: [string, OpenaiReply, { code: string; requests: number; cost?: number }][] = [
    ['refuses', { kind: 'refusal', text: 'No.' }, { code: 'model_refused', requests: 1, cost: 1 }],
    [
      'stops for length',
      { kind: 'text', text: '{"key_facts":[{"fact":"Half', finishReason: 'length' },
      { code: 'model_length', requests: 1, cost: 1 },
    ],
    [
      'is filtered',
      { kind: 'text', text: '', finishReason: 'content_filter' },
      { code: 'model_filtered', requests: 1, cost: 1 },
    ],
    ['talks', { kind: 'text', text: 'Here you are.' }, { code: 'model_bad_answer', requests: 2, cost: 2 }],
    ['gives another form', { kind: 'json', value: { a: 1 } }, { code: 'model_bad_answer', requests: 2, cost: 2 }],
    ['sends no JSON', { kind: 'malformed' }, { code: 'model_bad_answer', requests: 4 }],
    ['cuts the connection', { kind: 'cut' }, { code: 'model_unavailable', requests: 4 }],
    ['has a problem', { kind: 'status', status: 500 }, { code: 'model_unavailable', requests: 4 }],
    [
      'is too busy',
      { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
      { code: 'model_rate_limited', requests: 4 },
    ],
    [
      'is too busy for an hour',
      { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
      { code: 'model_rate_limited', requests: 1 },
    ],
    [
      'has no credit',
      { kind: 'status', status: 429, code: 'insufficient_quota' },
      { code: 'model_rate_limited', requests: 1 },
    ],
    ['refuses the key', { kind: 'status', status: 401 }, { code: 'model_auth', requests: 1 }],
    [
      'has too short a memory',
      { kind: 'status', status: 400, code: 'context_length_exceeded' },
      { code: 'model_length', requests: 1 },
    ],
    ['says nothing', { kind: 'hang' }, { code: 'model_timeout', requests: 4 }],
  ];

  it.each(failures)(
    'that %s ends in an honest note in bounded time',
    async (_what, reply, { code, requests, cost }) => {
      const { run, message } = await runWith(() => reply);
      expect(run).toMatchObject({ outcome: 'failed', draft: null, gates: [], failure: { code } });
      expect(server.requests).toHaveLength(requests);
      // What was paid for in vain is counted too.
      expect(run.costUsd).toBeCloseTo((cost ?? 0) * costOfOne, 9);
      expect(message.text).toContain('No summary of the link to sample.example');
      expect(JSON.stringify(message)).toContain('Retry');
    },
  );

  it.each(failures)('that %s in the second stage leaves no half reply', async (_what, reply, { code, cost }) => {
    const { run, message } = await runWith((request) => (isReply(request) ? reply : answerHonestly(request)));
    expect(run).toMatchObject({ outcome: 'failed', draft: null, failure: { code } });
    expect(run.costUsd).toBeCloseTo((1 + (cost ?? 0)) * costOfOne, 9);
    expect(message.text).toContain('No summary of the link');
  });

  it.each([
    ['sends no JSON', { kind: 'malformed' }],
    ['cuts the connection', { kind: 'cut' }],
    ['has a problem', { kind: 'status', status: 503 }],
    ['is too busy', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
    ['says nothing', { kind: 'hang' }],
    ['talks', { kind: 'text', text: 'Here you are.' }],
  ] satisfies [string, OpenaiReply][])('once because it %s is asked again', async (_what, reply) => {
    let isFirst = true;
    const { run } = await runWith((request) => {
      if (!isFirst) return answerHonestly(request);
      isFirst = false;
      return reply;
    });
    expect(run).toMatchObject({ outcome: 'summarized', failure: null });
    expect(server.problems).toEqual([]);
  });

  it('goes on calling tools is stopped soon after the limit', async () => {
    const html = page.html.replace('<p>', '<p><a href="/more">More on indexes</a> ');
    const calls = [{ name: 'read_link', arguments: { link_id: 77 } }];
    const { run } = await runWith(() => ({ kind: 'tool-calls', calls }), { ...page, html });
    expect(run.failure?.code).toBe('model_bad_answer');
    expect(server.requests.length).toBeLessThanOrEqual(6);
    expect(server.problems).toEqual([]);
  });
});

describe('a page of 100,000 characters', () => {
  const parts = Array.from(
    { length: 400 },
    (_, index) =>
      `<p>Station ${index + 1} of the network measures the wind at ${index + 20} metres above the ground. ` +
      `Its records go back to ${1500 + index} and fill ${index + 3} shelves of the archive in the northern valley. ` +
      `The keeper of station ${index + 1} writes down the pressure ${(index % 7) + 2} times each day.</p>`,
  );
  const end = '<p>The last station stands on Skellmark and was closed in 1987 after 63 storms.</p>';
  const html = `<!doctype html><html lang="en"><head><title>A network of stations</title></head><body><article><h1>A network of stations</h1>${parts.join('\n')}${end}</article></body></html>`;

  it('has its last fact in the reply, for a bounded number of calls whose costs add up', async () => {
    const { run, message } = await runWith(answerHonestly, { url: 'https://stations.example/all', html });
    expect(html.length).toBeGreaterThan(90_000);
    expect(run.failure).toBeNull();
    expect(run.factSheet?.facts.some(({ text }) => text.includes('Skellmark'))).toBe(true);
    expect(JSON.stringify(message)).toContain('Skellmark');
    expect(server.requests.length).toBeGreaterThan(3);
    expect(server.requests.length).toBeLessThanOrEqual(8);
    expect(run.costUsd).toBeCloseTo(server.requests.length * costOfOne, 9);
  });

  it('costs an unknown sum where the model has no price, and says so', async () => {
    model = answerHonestly;
    await using other = await openDoor({ OPENAI_MODEL: 'mystery-9' });
    const { run, message } = await other.run(page);
    expect(run.costUsd).toBeNull();
    expect(JSON.stringify(message)).toContain('cost unknown');
  });
});
