/**
 * Reads cases as JSON on stdin and says for each whether its address would be fetched, and what was connected to on the way. The real guard
 * runs; only the resolver's answers and the servers' answers come from the case. See README: "On the command line".
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../src/core/errors.ts';
import { silentLog, type Outside } from '../src/core/outside.ts';
import { createSafeFetcher } from '../src/retrieval/fetch/safe-fetcher.ts';
import { FetchSettings } from '../src/retrieval/settings.ts';

const Answer = z.looseObject({
  status: z.number().int().min(100).max(599),
  location: z.string().optional(),
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});
type Answer = z.infer<typeof Answer>;

const Case = z.looseObject({
  id: z.string(),
  url: z.string(),
  dns: z.record(z.string(), z.array(z.array(z.string()))).nullish(),
  redirects: z.array(Answer).nullish(),
});
type Case = z.infer<typeof Case>;

const Input = z.union([z.array(Case), z.looseObject({ cases: z.array(Case) }).transform((value) => value.cases)]);

interface Verdict {
  verdict: 'allow' | 'block';
  reason: string;
  contacted: string[];
}

/** Where names lead that a case says nothing about: a public address, never connected to. */
const publicTestAddress = '93.184.215.14';
const page =
  '<!doctype html><title>A page</title><p>This page stands in for whatever a public server would have answered.</p>';

const outside: Outside = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
    timeout: (ms) => AbortSignal.timeout(ms),
  },
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  log: silentLog,
};

/** One server for all public hosts of a case: its answers in order, then a page. Raw, because Node's own server refuses odd headers. */
async function serve(answers: readonly Answer[]): Promise<{ server: Server; port: number }> {
  let next = 0;
  const server = createServer((socket: Socket) => {
    let request = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      request = '';
      socket.end(toHttp(answers[next] ?? { status: 200 }));
      next += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

function toHttp(answer: Answer): string {
  const { status, location, body, headers, ...others } = answer;
  const content = body ?? (status === 200 ? page : '');
  const lines = new Map<string, string>([
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(content))],
    ['Connection', 'close'],
  ]);
  for (const [name, value] of Object.entries({ ...others, ...headers })) {
    if (typeof value === 'string') lines.set(name, value);
  }
  if (location !== undefined) lines.set('Location', location);
  return `HTTP/1.1 ${status} Answer\r\n${[...lines].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${content}`;
}

/** The case's answers in turn; the last one repeats. Names are compared as the URL parser folds them. */
function createResolver(dns: Case['dns']): (name: string) => Promise<readonly string[]> {
  const fold = (name: string): string =>
    (URL.parse(`http://${name}/`)?.hostname ?? name.toLowerCase()).replace(/\.$/, '');
  const answers = new Map(Object.entries(dns ?? {}).map(([name, list]) => [fold(name), list]));
  const asked = new Map<string, number>();
  return (name) => {
    const list = answers.get(fold(name));
    if (!list) return Promise.resolve([publicTestAddress]);
    const turn = asked.get(name) ?? 0;
    asked.set(name, turn + 1);
    return Promise.resolve(list[Math.min(turn, list.length - 1)] ?? []);
  };
}

async function judge({ url, dns, redirects }: Case): Promise<Verdict> {
  const contacted: string[] = [];
  const { server, port } = await serve(redirects ?? []);
  const fetcher = createSafeFetcher(FetchSettings.parse({}), outside, {
    resolve: createResolver(dns),
    async connect(target, signal) {
      contacted.push(`${target.address.includes(':') ? `[${target.address}]` : target.address}:${target.port}`);
      const socket = connect({ host: '127.0.0.1', port });
      await once(socket, 'connect', { signal });
      return socket;
    },
  });
  try {
    const fetched = await fetcher.fetch(url, { signal: new AbortController().signal });
    return { verdict: 'allow', reason: `The page was fetched from ${fetched.finalUrl}`, contacted };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { verdict: 'block', reason: `${error.code}: ${error.message}`, contacted };
  } finally {
    server.close();
  }
}

function readInput(json: string): Case[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`stdin is not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
  const parsed = Input.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    'stdin must hold a JSON list of {"id", "url", "dns"?, "redirects"?}, or an object with such a list as "cases".\n' +
      z.prettifyError(parsed.error),
  );
}

try {
  const verdicts: Record<string, Verdict> = {};
  for (const item of readInput(await text(process.stdin))) verdicts[item.id] = await judge(item);
  process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`check-url: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
