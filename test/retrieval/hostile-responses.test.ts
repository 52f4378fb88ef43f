import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync, brotliCompressSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSafeFetcher } from '../../src/retrieval/fetch/safe-fetcher.ts';
import { createHtmlExtractor, type HtmlExtractor } from '../../src/retrieval/html/html-extractor.ts';
import { createRetriever } from '../../src/retrieval/retriever.ts';
import { RetrievalSettings } from '../../src/retrieval/settings.ts';
import { createRealOutside } from '../support/real-outside.ts';

/** What the server does with a connection on which a request arrived. */
type Behaviour = (socket: Socket) => void;

const outside = createRealOutside();
let extractor: HtmlExtractor;
beforeAll(() => {
  extractor = createHtmlExtractor(RetrievalSettings.parse({}).html, outside);
});
afterAll(() => extractor.close());

async function serve(behave: Behaviour) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => behave(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/page`,
    origin: `127.0.0.1:${port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function open(behave: Behaviour, limits: object = {}) {
  const server = await serve(behave);
  const settings = RetrievalSettings.parse({ fetch: { allow: [server.origin], ...limits } });
  const fetcher = createSafeFetcher(settings.fetch, outside);
  const retriever = createRetriever(settings, outside, { fetcher, htmlExtractor: extractor });
  const signal = new AbortController().signal;
  return {
    server,
    fetch: () => fetcher.fetch(server.url, { signal }),
    read: () => retriever.fetchEvidence(server.url, signal),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const answer = (headers: Record<string, string>, body: string | Uint8Array = ''): Behaviour => {
  const lines = Object.entries({ Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`);
    socket.end(body);
  };
};

const html = { 'Content-Type': 'text/html; charset=utf-8' };
const sentence = 'The ferry to the island leaves at seven in the morning and comes back before the last bus. ';
const article = `<!doctype html><title>Ferry times</title><article><h1>Ferry times</h1>${`<p>${sentence.repeat(4)}</p>`.repeat(5)}</article>`;

async function rssGrowth(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  await work();
  clearInterval(timer);
  return (peak - before) / 1_000_000;
}

describe('a server that wants to hurt', () => {
  it('a gzip body that unpacks a thousandfold is cut at the limit, with little memory', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, sentence), { level: 9 });
    await using hostile = await open(answer({ ...html, 'Content-Encoding': 'gzip' }, bomb));
    const growth = await rssGrowth(async () => {
      const page = await hostile.fetch();
      expect(page.cut).toBe('limit');
      expect(page.bytes.length).toBe(5_000_000);
    });
    expect(growth).toBeLessThan(100);
  });

  it('stacked encodings are refused', async () => {
    const twice = gzipSync(gzipSync(Buffer.from(article)));
    await using hostile = await open(answer({ ...html, 'Content-Encoding': 'gzip, gzip' }, twice));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_refused' });
  });

  it('a drip of bytes ends at the total deadline', async () => {
    const drip: Behaviour = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>');
      const timer = setInterval(() => socket.write('a'), 20);
      socket.once('close', () => clearInterval(timer));
    };
    await using hostile = await open(drip, { totalTimeoutMs: 300 });
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_timeout', retryable: true });
  });

  it('a server that never answers ends at the first-byte limit', async () => {
    await using hostile = await open(() => undefined, { firstByteTimeoutMs: 150, totalTimeoutMs: 10_000 });
    const started = performance.now();
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_timeout' });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('headers in a drip end at the first-byte limit', async () => {
    const drip: Behaviour = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-A: ');
      const timer = setInterval(() => socket.write('a'), 20);
      socket.once('close', () => clearInterval(timer));
    };
    await using hostile = await open(drip, { firstByteTimeoutMs: 150, totalTimeoutMs: 10_000 });
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_timeout' });
  });

  it('a header of a megabyte is refused', async () => {
    await using hostile = await open(answer({ ...html, 'X-Long': 'a'.repeat(1_000_000) }, article));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_too_large' });
  });

  it('many headers together are refused too', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`X-${index}`, 'a'.repeat(100)]));
    await using hostile = await open(answer({ ...html, ...many }, article));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_too_large' });
  });

  it('a picture that claims to be HTML is refused', async () => {
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(4000, 7)]);
    await using hostile = await open(answer(html, png));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_wrong_type' });
  });

  it('HTML that claims to be a picture is refused', async () => {
    await using hostile = await open(answer({ 'Content-Type': 'image/png' }, article));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_wrong_type' });
  });

  it('an endless body is cut at the limit and the connection closed', async () => {
    let closed = false;
    const endless: Behaviour = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n');
      socket.once('close', () => {
        closed = true;
      });
      const chunk = `<p>${sentence.repeat(200)}</p>`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    };
    await using hostile = await open(endless, { maxPageBytes: 400_000 });
    const evidence = await hostile.read();
    expect(evidence.coverage).toBe('partial');
    expect(evidence.coverageReason).toMatch(/larger than Gloss reads/);
    expect(evidence.paragraphsRead).toBeLessThanOrEqual(evidence.paragraphsTotal);
    await expect.poll(() => closed).toBe(true);
  });

  it('a body that ends before its length is partial', async () => {
    await using hostile = await open(answer({ ...html, 'Content-Length': '100000' }, article));
    const evidence = await hostile.read();
    expect(evidence.coverage).toBe('partial');
    expect(evidence.coverageReason).toMatch(/broke off/);
    expect(evidence.snippets[0]?.text).toContain('The ferry to the island');
  });

  it('ten bytes of a hundred are partial, too', async () => {
    await using hostile = await open(answer({ ...html, 'Content-Length': '100' }, '<p>0123456'));
    expect(await hostile.fetch()).toMatchObject({ cut: 'short', text: '<p>0123456' });
  });

  it('nothing at all before the end is a network failure that may be tried again', async () => {
    await using hostile = await open(answer({ ...html, 'Content-Length': '100' }));
    await expect(hostile.fetch()).rejects.toMatchObject({ code: 'fetch_network', retryable: true });
  });

  it('packed data that stops early is partial', async () => {
    const packed = gzipSync(Buffer.from(article.repeat(50)), { level: 0 });
    await using hostile = await open(answer({ ...html, 'Content-Encoding': 'gzip' }, packed.subarray(0, 40_000)));
    const page = await hostile.fetch();
    expect(page.cut).toBe('short');
    expect(page.text).toContain('The ferry');
  });

  it('an unknown charset falls back to what the bytes say', async () => {
    const latin1 = Buffer.from(article.replace('The ferry', 'Die Fähre'), 'latin1');
    await using hostile = await open(answer({ 'Content-Type': 'text/html; charset=utf-99' }, latin1));
    const evidence = await hostile.read();
    expect(evidence.snippets[0]?.text).toContain('Die Fähre');
    expect(evidence.coverage).toBe('full');
  });

  it('a hundred thousand nested elements do no harm', async () => {
    const text = sentence.repeat(3);
    const nested = `<!doctype html><title>Deep</title>${'<div>'.repeat(100_000)}<p>${text}</p>${'</div>'.repeat(100_000)}`;
    await using hostile = await open(answer(html, nested));
    const started = performance.now();
    const evidence = await hostile.read();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(evidence.snippets[0]?.text).toContain('The ferry to the island');
  });

  it('a login form is a wall, and said to be one', async () => {
    const login =
      '<!doctype html><title>Welcome back</title><main><h1>Log in to continue</h1><form action="/s"><label>Email <input type="email"></label>' +
      '<label>Password <input type="password"></label><button>Log in</button></form><p>Forgot your password? Ask for a new one. ' +
      'New here? Create an account in two minutes and read everything that our members share with each other.</p></main>';
    await using hostile = await open(answer(html, login));
    await expect(hostile.read()).rejects.toMatchObject({
      code: 'page_wall',
      message: expect.stringContaining('login'),
    });
  });

  it('stops when the caller stops, with the caller’s reason', async () => {
    const server = await serve(() => undefined);
    await using closing = server;
    const settings = RetrievalSettings.parse({ fetch: { allow: [closing.origin] } });
    const controller = new AbortController();
    const fetching = createSafeFetcher(settings.fetch, outside).fetch(server.url, { signal: controller.signal });
    await expect.poll(() => server.sockets.size).toBe(1);
    controller.abort(new Error('no longer wanted'));
    await expect(fetching).rejects.toThrow('no longer wanted');
  });
});

describe('packings', () => {
  it.each([
    ['gzip', gzipSync(article)],
    ['x-gzip', gzipSync(article)],
    ['deflate', deflateSync(article)],
    ['deflate', deflateRawSync(article)],
    ['br', brotliCompressSync(article)],
    ['zstd', zstdCompressSync(article)],
    ['identity, gzip', gzipSync(article)],
  ])('%s is unpacked', async (encoding, body) => {
    await using server = await open(answer({ ...html, 'Content-Encoding': encoding }, body));
    expect(await server.fetch()).toMatchObject({ text: article, cut: null });
  });

  it('an unknown packing is refused', async () => {
    await using server = await open(answer({ ...html, 'Content-Encoding': 'compress' }, article));
    await expect(server.fetch()).rejects.toMatchObject({ code: 'fetch_wrong_type' });
  });
});

describe('statuses', () => {
  const status =
    (line: string): Behaviour =>
    (socket) => {
      socket.end(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`);
    };
  it.each([
    ['404 Not Found', { code: 'fetch_status', retryable: false }],
    ['403 Forbidden', { code: 'fetch_status', retryable: false }],
    ['500 Oops', { code: 'fetch_status', retryable: true }],
    ['429 Slow\r\nRetry-After: 7', { code: 'fetch_status', retryable: true, retryAfterMs: 7000 }],
    ['503 Busy\r\nRetry-After: 99999999', { retryAfterMs: 86_400_000 }],
    ['301 Moved', { code: 'fetch_status', retryable: false }],
  ])('%s', async (line, expected) => {
    await using server = await open(status(line));
    await expect(server.fetch()).rejects.toMatchObject(expected);
  });
});
