import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { Destination } from '../../src/observe/read-destinations.ts';
import { ObserveSettings } from '../../src/observe/settings.ts';
import { createTracing, traceIdOf } from '../../src/observe/tracing.ts';
import type { TracingService } from '../../src/observe/tracing.ts';
import { createOtlpCollector } from '../support/otlp-collector.ts';
import type { CollectorMood } from '../support/otlp-collector.ts';
import { createTestOutside } from '../support/test-outside.ts';
import type { TestOutside } from '../support/test-outside.ts';
import { until } from '../support/until.ts';

const forgetful = { insertSpans: () => Promise.resolve(), putArtifact: () => Promise.resolve() };
const folders: string[] = [];
const running: { tracing: TracingService; outside: TestOutside }[] = [];
let inFlight = 0;

afterEach(async () => {
  for (const { tracing, outside } of running.splice(0)) await drive(outside, tracing.close(), 1);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-otlp-'));
  folders.push(folder);
  return folder;
}

/** The network, counted, so that a held clock need not run ahead of it. */
const countedFetch: typeof fetch = async (url, init) => {
  inFlight += 1;
  try {
    const response = await fetch(url, init);
    return new Response(await response.arrayBuffer(), response);
  } finally {
    inFlight -= 1;
  }
};

/** Moves the clock in steps and lets requests end between them, but for those that hang. */
async function pass(outside: TestOutside, ms: number, hanging = 0): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    await outside.clock.advance(Math.min(left, 1000));
    await quiet(hanging);
  }
}

async function quiet(hanging = 0): Promise<void> {
  await until(() => inFlight <= hanging);
  for (let turns = 0; turns < 30; turns += 1) await turn();
}

/** Moves the clock until `condition` holds. */
async function passUntil(outside: TestOutside, condition: () => boolean, hanging = 0): Promise<void> {
  const began = performance.now();
  while (!condition()) {
    if (performance.now() - began > 15_000) throw new Error(`never became true: ${condition.toString()}`);
    await pass(outside, 1000, hanging);
  }
}

/** Moves the clock until `work` is done. */
async function drive<T>(outside: TestOutside, work: Promise<T>, hanging = 0): Promise<T> {
  const done = new AbortController();
  const watched = work.finally(() => done.abort());
  await passUntil(outside, () => done.signal.aborted, hanging);
  return watched;
}

function to(url: string, more: Partial<Destination> = {}): Destination {
  return {
    name: 'collector',
    kind: 'otlp',
    url: `${url}/v1/traces`,
    headers: { authorization: 'Bearer canary-destination-key' },
    resource: {},
    compression: 'none',
    ...more,
  };
}

function start(
  outside: TestOutside,
  destinations: Destination[],
  settings: Record<string, unknown> = {},
  folder = newFolder(),
): TracingService {
  const tracing = createTracing(ObserveSettings.parse({ export: settings }), outside, forgetful, {
    destinations,
    fetch: countedFetch,
    bufferDirectory: folder,
  });
  running.push({ tracing, outside });
  return tracing;
}

const spans = async (tracing: TracingService, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    await tracing.span(`s${index}`, { kind: 'CHAIN' }, () => Promise.resolve());
};

/** Of the first destination; every span handed over must be in exactly one of three places. */
function books(tracing: TracingService) {
  const [health] = tracing.destinations();
  if (!health) throw new Error('there is no destination');
  return health;
}

describe('destinations', () => {
  it('get the whole tree, with ids, times, kinds, status and names of every dialect', async () => {
    await using collector = await createOtlpCollector();
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url, { compression: 'gzip' })]);
    const job = tracing.span(
      'summarize_link.run',
      {
        kind: 'CHAIN',
        traceSeed: 'job-1',
        trace: { sessionId: '1700.1', tags: ['nightly'] },
        attributes: { user: 'U1', channel: 'C1', url: 'https://news.example/a' },
      },
      async (root) => {
        await tracing.span('retrieval.fetch_evidence', { kind: 'RETRIEVER' }, () => outside.clock.sleep(40));
        await tracing.span('stage_a.run', { kind: 'LLM' }, async (span) => {
          span.set({ model: 'm-1', input_tokens: 10, output_tokens: 5, cost_usd: 0.01 });
          await tracing.span('fetch_source', { kind: 'TOOL' }, () => Promise.resolve());
        });
        await tracing
          .span('quality_gates.validate', { kind: 'CHAIN' }, () =>
            Promise.reject(new AppError({ code: 'gates_failed', message: 'for anna@news.example' })),
          )
          .catch(() => undefined);
        root.set({ outcome: 'summarized' });
      },
    );
    await outside.clock.advance(50);
    await job;
    await tracing.flush();

    const [request] = collector.requests;
    expect(request?.path).toBe('/v1/traces');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      authorization: 'Bearer canary-destination-key',
    });
    expect(collector.taken.map((span) => span.name).sort()).toEqual([
      'fetch_source',
      'quality_gates.validate',
      'retrieval.fetch_evidence',
      'stage_a.run',
      'summarize_link.run',
    ]);
    const named = (name: string) => collector.taken.find((span) => span.name === name);
    const root = named('summarize_link.run');
    for (const span of collector.taken) {
      expect(span.traceId).toBe(traceIdOf('job-1'));
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(span.resource).toEqual({ 'service.name': 'gloss', 'deployment.environment.name': 'default' });
      // No destination looks at the parents of a span for these.
      expect(span.attributes).toMatchObject({
        'user.id': 'U1',
        'session.id': '1700.1',
        'langfuse.trace.name': 'summarize_link.run',
        'langfuse.trace.tags': ['nightly'],
        'gloss.channel': 'C1',
      });
    }
    expect(root?.parentSpanId).toBe('');
    expect(named('stage_a.run')?.parentSpanId).toBe(root?.spanId);
    expect(named('fetch_source')?.parentSpanId).toBe(named('stage_a.run')?.spanId);
    expect(root?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_workflow',
      'langfuse.trace.metadata.outcome': 'summarized',
      'input.value': 'https://news.example/a',
    });
    const read = named('retrieval.fetch_evidence');
    expect(read?.startNs).toBe(BigInt(Date.UTC(2026, 2, 2, 9)) * 1_000_000n);
    expect((read?.endNs ?? 0n) - (read?.startNs ?? 0n)).toBe(40_000_000n);
    expect(named('stage_a.run')).toMatchObject({
      kind: 3,
      statusCode: 0,
      attributes: { 'langfuse.observation.type': 'generation', 'gen_ai.usage.input_tokens': 10 },
    });
    expect(named('quality_gates.validate')).toMatchObject({
      kind: 1,
      statusCode: 2,
      statusMessage: 'for [email]',
      attributes: { 'error.type': 'gates_failed', 'langfuse.observation.type': 'evaluator' },
    });
    expect(books(tracing)).toEqual({
      name: 'collector',
      kind: 'otlp',
      status: 'ok',
      sent: 5,
      buffered: 0,
      dropped: 0,
      lastError: null,
    });
  });

  it('are several at once; one that is away does not hold up another', async () => {
    await using one = await createOtlpCollector();
    await using two = await createOtlpCollector();
    two.mood = { kind: 'status', status: 503 };
    const outside = createTestOutside();
    const tracing = start(outside, [
      to(two.url, { name: 'two', kind: 'phoenix', resource: { 'openinference.project.name': 'links' } }),
      to(one.url, { name: 'one' }),
    ]);
    await spans(tracing, 100);
    await until(() => one.taken.length === 100 && two.requests.length === 1);
    expect(one.requests[0]?.headers).not.toHaveProperty('content-encoding');
    two.mood = { kind: 'take' };
    await passUntil(outside, () => two.taken.length === 100);
    expect(two.taken[0]?.resource).toMatchObject({ 'openinference.project.name': 'links' });
    expect(one.taken[0]?.resource).not.toHaveProperty('openinference.project.name');
    expect(two.taken.map((span) => span.spanId)).toEqual(one.taken.map((span) => span.spanId));
  });

  it('get 100 spans at once, and what is left after five seconds', async () => {
    await using collector = await createOtlpCollector();
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)]);
    await spans(tracing, 230);
    await until(() => collector.requests.length === 2);
    await outside.clock.advance(4999);
    expect(collector.requests).toHaveLength(2);
    await outside.clock.advance(1);
    await until(() => collector.requests.length === 3);
    expect(collector.requests.map((request) => request.spans.length)).toEqual([100, 100, 30]);
  });

  it.each<[string, CollectorMood | 'refuse']>([
    ['refuses connections', 'refuse'],
    ['hangs', { kind: 'hang' }],
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers 503', { kind: 'status', status: 503, body: 'busy' }],
    ['wants another key', { kind: 'status', status: 401 }],
    ['points elsewhere', { kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:9/' } }],
  ])('that %s for ten minutes get every span in order once they are back', async (_title, mood) => {
    await using collector = await createOtlpCollector();
    await using spare = await createOtlpCollector();
    const outside = createTestOutside();
    const folder = newFolder();
    let isAway = true;
    const hanging = typeof mood === 'object' && mood.kind === 'hang' ? 1 : 0;
    if (mood !== 'refuse') collector.mood = () => (isAway ? mood : { kind: 'take' });
    if (mood === 'refuse') await spare[Symbol.asyncDispose]();
    const tracing = createTracing(ObserveSettings.parse({}), outside, forgetful, {
      destinations: [to(collector.url)],
      // A port that nobody listens on any more, until the destination is back.
      fetch: (url, init) => countedFetch(isAway && mood === 'refuse' ? `${spare.url}/v1/traces` : url, init),
      bufferDirectory: folder,
    });
    running.push({ tracing, outside });

    const ids: string[] = [];
    for (let second = 0; second < 600; second += 10) {
      for (let index = 0; index < 20; index += 1) {
        await tracing.span('s', { kind: 'CHAIN' }, (span) => Promise.resolve(void ids.push(span.spanId)));
      }
      await pass(outside, 10_000, hanging);
    }
    await passUntil(outside, () => books(tracing).status !== 'idle', hanging);
    await until(() => readdirSync(join(folder, 'collector')).length > 0);
    expect(books(tracing)).toMatchObject({ sent: 0, dropped: 0, buffered: 1200 });
    expect(['away', 'refused']).toContain(books(tracing).status);
    expect(books(tracing).lastError).toMatch(/^(?:HTTP \d+|not reached|no answer within 30 s)/);

    isAway = false;
    await passUntil(outside, () => books(tracing).buffered === 0, hanging);
    expect(books(tracing)).toMatchObject({ status: 'ok', sent: 1200, dropped: 0, buffered: 0, lastError: null });
    const taken = collector.taken.map((span) => span.spanId);
    // A destination that fails inside may have been asked for a newer batch, to see whether the oldest is at fault.
    const isOrdered = typeof mood === 'string' || mood.kind !== 'status' || mood.status !== 500;
    expect(isOrdered ? taken : taken.sort()).toEqual(isOrdered ? ids : ids.sort());
    await tracing.flush();
    expect(readdirSync(join(folder, 'collector'))).toEqual([]);
  });

  it('are tried three times with growing waits before they count as away', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = () => ({ kind: 'status', status: 501 + collector.requests.length });
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)]);
    await spans(tracing, 100);
    await until(() => books(tracing).lastError === 'HTTP 502');
    expect(books(tracing)).toMatchObject({ status: 'idle', buffered: 100 });
    await outside.clock.advance(799);
    expect(collector.requests).toHaveLength(1);
    await outside.clock.advance(401);
    await until(() => books(tracing).lastError === 'HTTP 503');
    await outside.clock.advance(1599);
    expect(collector.requests).toHaveLength(2);
    await outside.clock.advance(801);
    await until(() => books(tracing).status === 'away');
    expect(collector.requests).toHaveLength(3);
    expect(outside.logged.filter((line) => line.level === 'warn').map((line) => line.message)).toEqual([
      'a destination for spans does not take them',
    ]);
  });

  it('that ask for a wait are left alone for as long', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = { kind: 'status', status: 429, headers: { 'retry-after': '45' } };
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)]);
    await spans(tracing, 100);
    await until(() => books(tracing).lastError !== null);
    collector.mood = { kind: 'take' };
    await pass(outside, 44_000);
    expect(collector.requests).toHaveLength(1);
    await passUntil(outside, () => books(tracing).sent === 100);
  });

  it('may take a part: the rest is counted, not sent again', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = { kind: 'partial', rejected: 3, message: 'key canary-destination-key, mail anna@news.example' };
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)]);
    await spans(tracing, 10);
    await tracing.flush();
    expect(books(tracing)).toMatchObject({ status: 'ok', sent: 7, dropped: 3, buffered: 0 });
    expect(books(tracing).lastError).toBe('3 spans rejected: key [secret], mail [email]');
    expect(collector.requests).toHaveLength(1);
    expect(collector.taken).toHaveLength(7);
  });

  it('may refuse a batch for good, and say why without our secrets', async () => {
    await using collector = await createOtlpCollector();
    const body = JSON.stringify({ message: 'bad span of anna@news.example, key canary-destination-key' });
    collector.mood = { kind: 'status', status: 400, headers: { 'content-type': 'application/json' }, body };
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)]);
    await spans(tracing, 10);
    await tracing.flush();
    expect(books(tracing)).toMatchObject({ sent: 0, dropped: 10, buffered: 0 });
    expect(books(tracing).lastError).toBe('HTTP 400: {"message":"bad span of [email], key [secret]"}');
    collector.mood = { kind: 'take' };
    await spans(tracing, 5);
    await tracing.flush();
    expect(books(tracing)).toMatchObject({ status: 'ok', sent: 5, dropped: 10 });
    expect(JSON.stringify(outside.logged)).not.toContain('canary-destination-key');
  });

  it('that fail on one batch and take others do not wait for it for ever', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = (request) =>
      request.spans.some((span) => span.attributes['gloss.poison'] === true)
        ? { kind: 'status', status: 500 }
        : { kind: 'take' };
    const outside = createTestOutside();
    const tracing = start(outside, [to(collector.url)], { batchSize: 10 });
    await tracing.span('bad', { kind: 'CHAIN', attributes: { poison: true } }, () => Promise.resolve());
    await spans(tracing, 9);
    await spans(tracing, 20);
    await passUntil(outside, () => books(tracing).buffered === 0);
    expect(books(tracing)).toMatchObject({ sent: 20, dropped: 10, status: 'ok' });
    expect(collector.taken).toHaveLength(20);
  });

  it('lose the oldest spans, counted, when there is no room or they are too old', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = { kind: 'status', status: 503 };
    const outside = createTestOutside();
    const folder = newFolder();
    const tracing = start(outside, [to(collector.url)], { bufferMaxMb: 1, bufferMaxHours: 1 }, folder);
    const filler = Array.from({ length: 7000 }, (_, index) => 'abcdefghij'[index % 10]).join('');
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 100; index += 1) {
        await tracing.span('s', { kind: 'CHAIN', attributes: { filler, index } }, () => Promise.resolve());
      }
      await pass(outside, 10_000);
    }
    await passUntil(outside, () => books(tracing).dropped === 200);
    expect(books(tracing)).toMatchObject({ sent: 0, buffered: 100 });
    const bytesOnDisk = () =>
      readdirSync(join(folder, 'collector')).reduce(
        (sum, name) => sum + (statSync(join(folder, 'collector', name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
    await until(() => bytesOnDisk() <= 1_000_000);
    expect(bytesOnDisk()).toBeGreaterThan(500_000);
    await outside.clock.advance(3_600_000);
    await passUntil(outside, () => books(tracing).dropped === 300);
    expect(books(tracing)).toMatchObject({ sent: 0, buffered: 0 });
    const reasons = outside.logged.filter((line) => line.level === 'warn').map((line) => line.fields['reason']);
    expect(reasons.filter((reason) => reason === 'no room' || reason === 'too old')).toEqual([
      'no room',
      'no room',
      'too old',
    ]);
    collector.mood = { kind: 'take' };
    await spans(tracing, 50);
    await passUntil(outside, () => books(tracing).sent === 50);
    expect(books(tracing)).toMatchObject({ status: 'ok', dropped: 300, buffered: 0 });
  });

  it('that hang at the end are given up after three seconds, and get the rest after the next start', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = { kind: 'hang' };
    const outside = createTestOutside();
    const folder = newFolder();
    const first = start(outside, [to(collector.url)], {}, folder);
    await spans(first, 130);
    await until(() => collector.requests.length === 1);
    const closing = first.close();
    await outside.clock.advance(3000);
    await closing;
    expect(books(first)).toMatchObject({ sent: 0, dropped: 0, buffered: 130 });
    // What people posted is for the owner's eyes only.
    const [file = ''] = readdirSync(join(folder, 'collector'));
    expect(statSync(join(folder, 'collector', file)).mode & 0o077).toBe(0);
    writeFileSync(join(folder, 'collector', `${file}.part`), 'cut off');

    collector.mood = { kind: 'take' };
    const second = start(outside, [to(collector.url)], {}, folder);
    await spans(second, 1);
    await second.flush();
    expect(books(second)).toMatchObject({ sent: 131, buffered: 0, dropped: 0 });
    expect(collector.taken).toHaveLength(131);
    expect(readdirSync(join(folder, 'collector'))).toEqual([]);
  });

  it('that are no longer configured leave nothing behind for longer than the limit', async () => {
    await using collector = await createOtlpCollector();
    collector.mood = { kind: 'status', status: 503 };
    const outside = createTestOutside();
    const folder = newFolder();
    const first = start(outside, [to(collector.url, { name: 'gone' })], {}, folder);
    await spans(first, 100);
    await drive(outside, first.close());
    expect(readdirSync(join(folder, 'gone'))).toHaveLength(1);
    await outside.clock.advance(23 * 3_600_000);
    const second = start(outside, [to(collector.url)], {}, folder);
    await drive(outside, second.close());
    expect(readdirSync(join(folder, 'gone'))).toHaveLength(1);
    await outside.clock.advance(2 * 3_600_000);
    start(outside, [to(collector.url)], {}, folder);
    await until(() => readdirSync(join(folder, 'gone')).length === 0);
  });

  it('do not slow the traced code down, nor make it fail, when neither they nor the disk work', async () => {
    const outside = createTestOutside();
    const folder = newFolder();
    writeFileSync(join(folder, 'collector'), 'a file where the folder should be');
    const tracing = createTracing(ObserveSettings.parse({}), outside, forgetful, {
      destinations: [to('http://127.0.0.1:9')],
      fetch: () => Promise.reject(new Error('no network')),
      bufferDirectory: folder,
    });
    running.push({ tracing, outside });
    await spans(tracing, 250);
    await pass(outside, 10_000);
    await drive(outside, tracing.close());
    const { sent, buffered, dropped } = books(tracing);
    expect({ sent, total: sent + buffered + dropped }).toEqual({ sent: 0, total: 250 });
  });

  it('never see a secret: canaries in names, attributes, errors and the environment', async () => {
    await using collector = await createOtlpCollector();
    const outside = createTestOutside();
    const folder = newFolder();
    const slackToken = ['xoxb', '123456789012', 'canaryCANARY'].join('-');
    const apiKey = ['sk', 'proj', 'canarycanary12345678'].join('-');
    const project = { 'openinference.project.name': `links ${apiKey}` };
    const tracing = start(outside, [to(collector.url, { resource: project })], {}, folder);
    await tracing
      .span(
        `run ${slackToken}`,
        {
          kind: 'CHAIN',
          traceSeed: 'x',
          trace: { userId: 'canary@news.example', sessionId: slackToken, tags: [apiKey], name: `link ${apiKey}` },
          attributes: { url: `https://u:canarypass@news.example/?token=canarytoken`, list: [slackToken] },
        },
        async (span) => {
          span.set({ output: `said ${apiKey}`, 'error.type': `odd ${slackToken}` });
          await tracing
            .span('inner', { kind: 'LLM' }, () => Promise.reject(new Error(`Bearer canarybearer`)))
            .catch(() => undefined);
          throw new AppError({ code: 'x', message: `for canary@news.example with ${slackToken}` });
        },
      )
      .catch(() => undefined);
    collector.mood = { kind: 'status', status: 503 };
    const flushed = tracing.flush();
    await until(() => collector.requests.length > 0);
    await drive(outside, flushed);
    await drive(outside, tracing.close());
    const file = readdirSync(join(folder, 'collector'))[0] ?? '';
    const onDisk = readFileSync(join(folder, 'collector', file)).toString('latin1');
    const onTheWire = collector.requests.map((request) => request.body.toString('latin1')).join('');
    expect(onDisk.length).toBeGreaterThan(500);
    expect(onTheWire.length).toBeGreaterThan(500);
    for (const text of [onDisk, onTheWire, JSON.stringify(outside.logged), JSON.stringify(tracing.destinations())]) {
      expect(text.toLowerCase()).not.toContain('canary');
    }
  });
});
