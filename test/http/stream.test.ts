import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { FinishedSpan } from '../../src/http/run-feed.ts';
import { createRunFeed } from '../../src/http/run-feed.ts';
import { startHttpApi } from '../support/http-api.ts';
import type { TestHttpApi } from '../support/http-api.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { until } from '../support/until.ts';

const run = (name: string, more: Partial<FinishedSpan> = {}): FinishedSpan => ({
  traceId: 'a'.repeat(32),
  parentSpanId: null,
  name,
  startMs: 1000,
  durationMs: 20,
  status: 'ok',
  errorType: null,
  costUsd: 0.01,
  attributes: { outcome: 'summarized', user: 'U0PERSON', url: 'https://tern.example/a', input: 'canary' },
  ...more,
});

interface Reader extends Disposable {
  response: IncomingMessage;
  text(): string;
  /** Names of the runs that came. */
  names(): string[];
  lastId(): string;
}

/** Reads the stream; with `isDeaf` nothing is taken from the connection. */
async function read(api: TestHttpApi, headers: Record<string, string> = {}, isDeaf = false): Promise<Reader> {
  let text = '';
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest(
      `${api.url}/api/stream`,
      { headers: { authorization: `Bearer ${api.key}`, ...headers } },
      resolve,
    );
    request.on('error', reject);
    request.end();
  });
  response.on('error', () => undefined);
  if (!isDeaf) response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    response,
    text: () => text,
    names: () =>
      [...text.matchAll(/^data: (\{"traceId.*\})$/gm)].map(
        ([, json = '']) => (JSON.parse(json) as { name: string }).name,
      ),
    lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
    [Symbol.dispose]: () => response.destroy(),
  };
}

describe('the live stream', () => {
  it('tells every finished run as an event with its id, and nothing of spans within', async () => {
    await using api = await startHttpApi();
    using reader = await read(api);
    expect(reader.response.headers['content-type']).toContain('text/event-stream');
    api.runs.publish([
      run('one'),
      run('inner', { parentSpanId: 'x' }),
      run('two', { status: 'error', errorType: 'fetch_timeout' }),
    ]);
    await until(() => reader.names().length === 2);
    expect(reader.names()).toEqual(['one', 'two']);
    expect(reader.text()).toMatch(/^retry: 3000\n\nid: \S+\.1\nevent: run\ndata: \{/);
    expect(reader.text()).toContain('"outcome":"summarized"');
    expect(reader.text()).not.toMatch(/U0PERSON|canary/);
  });

  it('gives a sign of life while nothing happens', async () => {
    await using api = await startHttpApi();
    using reader = await read(api);
    await until(() => reader.text() !== '');
    await api.temp.outside.clock.advance(15_000);
    await until(() => reader.text().includes(': still here\n\n'));
    await api.temp.outside.clock.advance(15_000);
    await until(() => reader.text().split(': still here\n\n').length === 3);
    expect(reader.names()).toEqual([]);
  });

  it('goes on after the last event that a reader has seen', async () => {
    await using api = await startHttpApi();
    let lastId = '';
    {
      using reader = await read(api);
      api.runs.publish([run('one')]);
      await until(() => reader.names().length === 1);
      lastId = reader.lastId();
    }
    api.runs.publish([run('two'), run('three')]);
    using reader = await read(api, { 'last-event-id': lastId });
    api.runs.publish([run('four')]);
    await until(() => reader.names().length === 3);
    expect(reader.names()).toEqual(['two', 'three', 'four']);
    expect(reader.text()).not.toContain('event: gap');
  });

  it('says that there is a gap where what was missed is not kept any more, or was before this start', async () => {
    await using api = await startHttpApi({ settings: { stream: { bufferedRuns: 2 } } });
    api.runs.publish(['one', 'two', 'three', 'four'].map((name) => run(name)));
    using probe = await read(api, { 'last-event-id': 'another-start.3' });
    await until(() => probe.names().length === 2);
    expect(probe.text()).toContain('event: gap\ndata: {}\n\n');
    expect(probe.names()).toEqual(['three', 'four']);
    const start = probe.lastId().split('.')[0] ?? '';
    using late = await read(api, { 'last-event-id': `${start}.1` });
    await until(() => late.names().length === 2);
    expect(late.text()).toContain('event: gap');
    using inTime = await read(api, { 'last-event-id': `${start}.2` });
    await until(() => inTime.names().length === 2);
    expect(inTime.text()).not.toContain('event: gap');
  });

  it('has room for so many readers and no more, and for another when one has gone', async () => {
    await using api = await startHttpApi({ settings: { stream: { maxClients: 1 } } });
    const first = await read(api);
    using refused = await read(api);
    expect(refused.response.statusCode).toBe(503);
    expect(refused.response.headers['content-type']).toBe('application/problem+json');
    expect(await (await api.get('/metrics')).text()).toContain('gloss_http_stream_clients 1\n');
    first[Symbol.dispose]();
    let status = 503;
    while (status === 503) {
      using next = await read(api);
      status = next.response.statusCode ?? 0;
    }
    expect(status).toBe(200);
  });

  it('cuts off a reader that does not read, and not the others', async () => {
    await using api = await startHttpApi({ settings: { stream: { maxBehindKb: 16 } } });
    using deaf = await read(api, {}, true);
    using reader = await read(api);
    let published = 0;
    const warned = (): boolean =>
      api.temp.outside.logged.some((line) => line.message === 'a reader of the live stream is too slow');
    while (!warned() && published < 2000) {
      api.runs.publish([run('x'.repeat(10_000))]);
      published += 1;
      await until(() => reader.names().length === published);
    }
    expect(warned()).toBe(true);
    api.runs.publish([run('after')]);
    await until(() => reader.names().at(-1) === 'after');
    expect(deaf.response.complete).toBe(false);
  });

  it('ends with the program', async () => {
    await using api = await startHttpApi();
    using reader = await read(api);
    let isEnded = false;
    reader.response.on('end', () => {
      isEnded = true;
    });
    await api.api.stop();
    await until(() => isEnded);
    expect(reader.response.complete).toBe(true);
  });
});

describe('the run feed', () => {
  it('goes on telling the others where one listener throws', () => {
    const outside = createTestOutside();
    const feed = createRunFeed(2, outside.log);
    const heard: number[] = [];
    feed.subscribe(() => {
      throw new Error('broken');
    });
    const end = feed.subscribe(({ number }) => heard.push(number));
    feed.publish([run('one'), run('two')]);
    end();
    feed.publish([run('three')]);
    expect(heard).toEqual([1, 2]);
    expect(outside.logged).toHaveLength(3);
    expect(feed.since(3)).toEqual({ runs: [], isComplete: true });
    expect(feed.since(4).isComplete).toBe(false);
  });
});
