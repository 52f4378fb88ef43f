import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApiKey } from '../../src/http/api-keys.ts';
import { createOutside } from '../../src/main.ts';
import { createCanaries } from '../support/canaries.ts';
import { freePort } from '../support/free-port.ts';
import { answerHonestly } from '../support/honest-answer.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiReply, SeenRequest } from '../support/openai-server.ts';
import { createOtlpCollector } from '../support/otlp-collector.ts';
import { startTestApp, summaryMark } from '../support/test-app.ts';
import type { TestApp } from '../support/test-app.ts';

const canaries = {
  message: createCanaries('message', 1),
  link: createCanaries('link', 2),
  redirect: createCanaries('redirect', 3),
  header: createCanaries('header', 4),
  tag: createCanaries('tag', 5),
  title: createCanaries('title', 6),
  text: createCanaries('text', 7),
  anchor: createCanaries('anchor', 8),
  answer: createCanaries('answer', 9),
  modelerror: createCanaries('modelerror', 10),
  pageerror: createCanaries('pageerror', 11),
  setting: createCanaries('setting', 12),
};
type Entrance = keyof typeof canaries;

/** Everything that came out, by its name. */
const outputs: Record<string, string> = {};
const folder = mkdtempSync(join(tmpdir(), 'gloss-canary-'));
const linkQuery = '?access_token=canarylink02address&mail=canarylink02mail@post.example';
const settingKey = 'sk-proj-canarysetting12openaikey0123456789';

function servePage(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://page.example').pathname;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    etag: '"canaryheader04etag"',
    'x-request-token': canaries.header.text,
    'set-cookie': 'session=canaryheader04cookie',
  };
  if (path === '/moved') {
    response.writeHead(302, { ...headers, location: '/article?session_id=canaryredirect03address' }).end();
  } else if (path === '/broken') {
    response.writeHead(500, canaries.pageerror.text, headers).end(`<p>${canaries.pageerror.text}</p>`);
  } else {
    response.writeHead(200, headers).end(`<!doctype html><html lang="en"><head>
      <title>Kestrel log reader, ask canarytitle06mail@post.example</title>
      <meta name="author" content="canarytag05mail@post.example">
      <meta property="og:description" content="${canaries.tag.text}"></head><body><article>
      <h1>Kestrel log reader</h1>
      <p>Kestrel reads log files of five formats and reports which fields they share.</p>
      <p>On a file of 2 GB the reader takes 40 seconds and uses 256 MB of memory.</p>
      <p>${canaries.text.text}</p>
      <h2>Reports for ${canaries.title.text}</h2>
      <p>A report is one HTML file that holds a table for each format of the log.</p>
      <p>The team of Kestrel tested the reader on 1200 logs of 14 companies in 2025.</p>
      <p>Errors fell by 30 percent after the parser learned to skip broken lines.</p>
      <p>See the <a href="/guide?token=canaryanchor08address">guide for ${canaries.anchor.text}</a> to learn more.</p>
      <p>The program runs as one binary and needs no database of its own.</p>
      <p>Version 3 adds a filter for dates and a command that merges two reports.</p>
      </article></body></html>`);
  }
}

/** Honest on most pages; on one it writes secrets of its own into every part, on one the server itself fails. */
function reply(request: SeenRequest): OpenaiReply {
  if (mode === 'fails') return { kind: 'status', status: 400, message: canaries.modelerror.text };
  const honest = answerHonestly(request);
  if (mode === 'honest' || honest.kind !== 'json') return honest;
  const value = honest.value as Record<string, unknown>;
  const extra =
    'key_facts' in value
      ? { unknowns: [canaries.answer.text], coverage_assessment: canaries.answer.text }
      : { similar_tech: [{ name: 'canaryanswer09mail@post.example', why: canaries.answer.text, fact_ids: [1] }] };
  return { kind: 'json', value: { ...value, ...extra } };
}
const waiting = { timeout: 15_000, interval: 50 };
let mode: 'honest' | 'leaks' | 'fails' = 'honest';

function tablesOf(file: string): Record<string, string> {
  const database = new Database(file, { readonly: true });
  try {
    const names = database.prepare(`select name from sqlite_master where type = 'table'`).pluck().all() as string[];
    return Object.fromEntries(
      names.map((name) => [`table ${name}`, JSON.stringify(database.prepare(`select * from "${name}"`).all())]),
    );
  } finally {
    database.close();
  }
}

async function readHttp(app: TestApp, key: string): Promise<void> {
  const base = app.app.httpUrl ?? '';
  const read = async (path: string): Promise<string> => {
    const response = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${key}` } });
    const body = await response.text();
    outputs[`http ${path}`] = JSON.stringify([...response.headers]) + body;
    return body;
  };
  const list = JSON.parse(await read('/api/traces')) as { traces?: { traceId: string }[] };
  for (const { traceId } of list.traces ?? []) await read(`/api/traces/${traceId}`);
  for (const name of ['dashboard', 'quality', 'latency', 'errors', 'compliance', 'throughput', 'costs'])
    await read(`/api/metrics/${name}`);
  for (const path of ['/health', '/metrics', '/openapi.json']) await read(path);
}

beforeAll(async () => {
  const pages = createServer(servePage);
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  await using model = await createOpenaiServer({ replies: reply });
  await using collector = await createOtlpCollector();
  const logLines: string[] = [];
  const { key, setting } = createApiKey('canary');
  const app = await startTestApp({
    folder,
    outside: createOutside('debug', { write: (line) => void logLines.push(line) }),
    environment: {
      OPENAI_API_KEY: settingKey,
      OPENAI_BASE_URL: model.baseUrl,
      GLOSS_LLM_DAILY_BUDGET_USD: '0',
      GLOSS_LLM_MAX_RETRIES: '0',
      GLOSS_PIPELINE_MAX_ATTEMPTS: '1',
      GLOSS_RETRIEVAL_FETCH_ALLOW: host,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canarysetting12header',
      // Nobody answers there, so spans wait on disk.
      LANGFUSE_BASE_URL: `http://127.0.0.1:${await freePort()}`,
      LANGFUSE_PUBLIC_KEY: 'pk-lf-canarysetting12public',
      LANGFUSE_SECRET_KEY: 'sk-lf-canarysetting12secret',
      GLOSS_OBSERVE_EXPORT_BUFFER_DIRECTORY: join(folder, 'buffer'),
      GLOSS_OBSERVE_EXPORT_FLUSH_INTERVAL_MS: '50',
      GLOSS_OBSERVE_FLUSH_INTERVAL_MS: '10',
      GLOSS_HTTP_API_KEYS: setting,
    },
  });
  try {
    const messages: string[] = [];
    const ask = async (path: string, next: typeof mode): Promise<void> => {
      mode = next;
      const { ts } = await app.post(`${canaries.message.text.replace('https:', '')} See http://${host}${path}`);
      const repliesOf = async (): Promise<string> => JSON.stringify(await app.replies(ts));
      // A summary, or the note that there is none.
      await vi.waitFor(async () => {
        if (!/Where from\?|Retry/.test(await repliesOf())) throw new Error('There is no answer yet.');
      }, waiting);
      messages.push(await repliesOf());
    };
    await ask(`/article${linkQuery}`, 'honest');
    await ask('/moved', 'leaks');
    await ask('/article?run=3', 'fails');
    await ask('/broken', 'honest');
    outputs['messages'] = messages.join('\n');
    await vi.waitFor(async () => {
      const { traces } = await app.app.store.analytics.searchTraces({ limit: 10 });
      if (traces.length < 4) throw new Error('Not every run is stored yet.');
    }, waiting);
    await readHttp(app, key);
  } finally {
    await app.app.stop();
    pages.closeAllConnections();
    pages.close();
  }
  outputs['log'] = logLines.join('');
  outputs['requests to the model'] = JSON.stringify(model.requests.map(({ body }) => body));
  outputs['requests to the collector'] = collector.requests.map(({ body }) => body.toString('utf8')).join('\n');
  outputs['waiting spans'] = readdirSync(join(folder, 'buffer'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  Object.assign(outputs, tablesOf(join(folder, 'gloss.db')), tablesOf(join(folder, 'traces.db')));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where the address of a posted link must stand whole, because it is fetched from there or led to. */
const holdsLinks: ReadonlySet<string> = new Set(['table jobs', 'table job_steps', 'table summaries', 'messages']);

describe('a secret', () => {
  it.each(Object.keys(canaries) as Entrance[])('that comes in by the %s comes out nowhere', (entrance) => {
    const leaks = Object.entries(outputs).flatMap(([output, text]) =>
      canaries[entrance].marks
        .filter((mark) => text.includes(mark) && !(entrance === 'link' && holdsLinks.has(output)))
        .map((mark) => `${output}: …${text.slice(Math.max(0, text.indexOf(mark) - 120), text.indexOf(mark) + 60)}…`),
    );
    expect(leaks).toEqual([]);
  });

  it('was really there: every output has something of the run, and labels stand where secrets stood', () => {
    for (const output of ['log', 'requests to the collector', 'waiting spans', 'table spans', 'http /api/traces'])
      expect([output, outputs[output]?.includes('127.0.0.1')]).toEqual([output, true]);
    expect(outputs['table jobs'], 'the posted address stays whole where it is fetched from').toContain(linkQuery);
    expect(outputs['table spans']).toContain('access_token=[secret]');
    for (const output of ['table artifacts', 'table summaries', 'requests to the model'])
      for (const label of ['[email]', '[card]', '[phone]', '[slack-token]', '[api-key]'])
        expect([output, label, outputs[output]?.includes(label)]).toEqual([output, label, true]);
    expect(Object.keys(outputs).filter((name) => name.startsWith('http /api/traces/')).length).toBe(4);
    expect(outputs['messages']).toContain(summaryMark);
    expect(outputs['messages']).toContain('Retry');
    expect(outputs['table model_calls']).toContain('"outcome":"failed"');
  });
});
