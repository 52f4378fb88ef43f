import { afterEach, describe, expect, it } from 'vitest';
import { createHtmlExtractor, type HtmlExtractor } from '../../../src/retrieval/html/html-extractor.ts';
import { HtmlSettings } from '../../../src/retrieval/html/settings.ts';
import { createTestOutside } from '../../support/test-outside.ts';
import { article } from './pages.ts';

/** A worker that hangs on `hang`, exits on `die`, eats memory on `grow`, and else repeats the page. */
const moody = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ html }) => {
      if (html === 'hang') for (;;);
      if (html === 'die') process.exit(1);
      if (html === 'throw') throw new Error('broken');
      if (html === 'grow') { const held = []; for (;;) held.push(new Array(100_000).fill(held.length)); }
      parentPort.postMessage({ value: { text: html } });
    });
  `)}`,
);

const open: HtmlExtractor[] = [];
afterEach(async () => {
  for (const extractor of open.splice(0)) await extractor.close();
});

function createExtractor(settings: Partial<HtmlSettings> = {}, workerUrl?: URL) {
  const outside = createTestOutside();
  const extractor = createHtmlExtractor(HtmlSettings.parse(settings), outside, workerUrl ? { workerUrl } : {});
  open.push(extractor);
  return { extractor, outside };
}

const failure = { code: 'page_parse_failed' };

describe('createHtmlExtractor', () => {
  it('extracts pages in a worker, as many at once as are asked for', async () => {
    const { extractor } = createExtractor({ workerCount: 2 });
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => extractor.extract(article.html, article.url)));
    for (const page of pages) expect(page.title).toBe('Harbour bridge closes for five months');
  });

  it.each(['die', 'throw'])('loses only the page on which a worker ends (%s), and replaces the worker', async (how) => {
    const { extractor } = createExtractor({}, moody);
    const first = extractor.extract(how, 'https://page.test/');
    const second = extractor.extract('fine', 'https://page.test/2');
    await expect(first).rejects.toMatchObject({ ...failure, retryable: true });
    expect((await second).text).toBe('fine');
  });

  it('ends a worker that outgrows its heap without harm to the process', async () => {
    const { extractor } = createExtractor({ maxHeapMb: 32 }, moody);
    await expect(extractor.extract('grow', 'https://page.test/')).rejects.toMatchObject(failure);
    expect((await extractor.extract('fine', 'https://page.test/2')).text).toBe('fine');
  });

  it('gives up on a page that takes too long, and does not retry the same page twice', async () => {
    const { extractor, outside } = createExtractor({ timeoutMs: 1000 }, moody);
    for (const retryable of [true, false]) {
      const hanging = extractor.extract('hang', 'https://page.test/slow').catch((error: unknown) => error);
      await outside.clock.advance(1000);
      expect(await hanging).toMatchObject({ ...failure, retryable });
    }
    expect((await extractor.extract('fine', 'https://page.test/2')).text).toBe('fine');
  });

  it('stops at once when its caller does', async () => {
    const { extractor } = createExtractor({}, moody);
    const controller = new AbortController();
    const running = extractor.extract('hang', 'https://page.test/', controller.signal);
    const waiting = extractor.extract('fine', 'https://page.test/2', controller.signal);
    controller.abort(new Error('not wanted any more'));
    await expect(running).rejects.toThrow('not wanted any more');
    await expect(waiting).rejects.toThrow('not wanted any more');
  });

  it('refuses pages beyond the length of its queue, and after it was closed', async () => {
    const { extractor } = createExtractor({ maxQueuedPages: 1 }, moody);
    const running = extractor.extract('hang', 'https://page.test/1');
    const waiting = extractor.extract('fine', 'https://page.test/2');
    await expect(extractor.extract('fine', 'https://page.test/3')).rejects.toMatchObject({
      ...failure,
      retryable: true,
    });
    const outcomes = Promise.allSettled([running, waiting]);
    await extractor.close();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    await expect(extractor.extract('fine', 'https://page.test/4')).rejects.toMatchObject(failure);
  });
});
