import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { ExtractedPage } from './extracted-page.ts';
import type { HtmlWorkerReply, HtmlWorkerRequest } from './html-worker.ts';
import type { HtmlSettings } from './settings.ts';

export interface HtmlExtractor {
  /**
   * Extracts one page in a worker thread.
   * @param url address after redirects, for relative links.
   * @throws AppError `page_parse_failed`; retryable the first time a page runs out of time or loses its worker, not after.
   */
  extract(html: string, url: string, signal?: AbortSignal): Promise<ExtractedPage>;
  /** Fails what is waiting and ends the workers. */
  close(): Promise<void>;
}

interface Job {
  request: HtmlWorkerRequest;
  signal: AbortSignal | undefined;
  resolve: (page: ExtractedPage) => void;
  reject: (error: Error) => void;
}

interface Slot {
  worker: Worker;
  job: Job | null;
}

/** Failed pages that are remembered, so that the second failure of the same page is known to be one. */
const rememberedFailures = 200;

/**
 * A small pool of threads that parse pages. A worker that dies or takes too long fails only its own page and is replaced.
 * Workers start with the first page and do not keep the process alive while they wait.
 */
export function createHtmlExtractor(
  settings: HtmlSettings,
  outside: Outside,
  options: { workerUrl?: URL } = {},
): HtmlExtractor {
  const workerUrl = options.workerUrl ?? new URL('./html-worker.ts', import.meta.url);
  const slots = new Set<Slot>();
  const waiting: Job[] = [];
  const failedPages = new Set<string>();
  const ending = new Set<Promise<unknown>>();
  let closed = false;

  const parseFailed = (job: Job, message: string, hint: string, cause?: unknown): AppError => {
    const key = `${job.request.url} ${job.request.html.length}`;
    const retryable = !failedPages.has(key);
    failedPages.add(key);
    if (failedPages.size > rememberedFailures) failedPages.delete(failedPages.values().next().value ?? '');
    return new AppError({ code: 'page_parse_failed', message, hint, retryable, cause });
  };

  const drop = (slot: Slot): void => {
    slots.delete(slot);
    slot.job = null;
    const end = slot.worker.terminate().finally(() => ending.delete(end));
    ending.add(end);
  };

  const open = (): Slot => {
    const worker = new Worker(workerUrl, {
      name: 'html',
      resourceLimits: { maxOldGenerationSizeMb: settings.maxHeapMb, stackSizeMb: 4 },
    });
    worker.unref();
    const slot: Slot = { worker, job: null };
    slots.add(slot);
    const lost = (cause: unknown): void => {
      if (!slots.has(slot)) return;
      const { job } = slot;
      drop(slot);
      outside.log.warn('page worker died', { hadJob: job !== null });
      job?.reject(
        parseFailed(job, 'The page was too much for the parser.', 'Try another address for the same text.', cause),
      );
      pump();
    };
    worker.on('error', lost);
    worker.on('exit', () => lost(undefined));
    return slot;
  };

  const run = (slot: Slot, job: Job): void => {
    slot.job = job;
    slot.worker.ref();
    const deadline = outside.clock.timeout(settings.timeoutMs);
    const settle = (): void => {
      slot.job = null;
      slot.worker.off('message', onMessage);
      slot.worker.unref();
      deadline.removeEventListener('abort', onDeadline);
      job.signal?.removeEventListener('abort', onAbort);
    };
    const onMessage = (reply: HtmlWorkerReply): void => {
      settle();
      if ('page' in reply) job.resolve(reply.page);
      else {
        const cause = new Error(reply.error);
        job.reject(
          new AppError({
            code: 'page_parse_failed',
            message: 'The page could not be parsed.',
            retryable: false,
            cause,
          }),
        );
      }
      pump();
    };
    const onDeadline = (): void => {
      settle();
      drop(slot);
      const message = `Parsing the page took longer than ${settings.timeoutMs} ms.`;
      job.reject(parseFailed(job, message, 'Try another address for the same text.'));
      pump();
    };
    const onAbort = (): void => {
      settle();
      drop(slot);
      job.reject(job.signal?.reason as Error);
      pump();
    };
    slot.worker.on('message', onMessage);
    deadline.addEventListener('abort', onDeadline, { once: true });
    job.signal?.addEventListener('abort', onAbort, { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    slot.worker.postMessage(job.request);
  };

  const pump = (): void => {
    if (closed) return;
    while (waiting.length > 0) {
      const idle = [...slots].find((slot) => slot.job === null);
      if (!idle && slots.size >= settings.workerCount) return;
      const job = waiting.shift();
      if (!job) return;
      if (job.signal?.aborted) job.reject(job.signal.reason as Error);
      else run(idle ?? open(), job);
    }
  };

  return {
    extract(html, url, signal) {
      return new Promise((resolve, reject) => {
        if (closed || waiting.length >= settings.maxQueuedPages) {
          const message = closed ? 'The page parser has been stopped.' : 'Too many pages wait for the parser.';
          reject(new AppError({ code: 'page_parse_failed', message, hint: 'Try again in a minute.', retryable: true }));
          return;
        }
        waiting.push({ request: { html, url }, signal, resolve, reject });
        pump();
      });
    },
    async close() {
      closed = true;
      const stopped = new AppError({
        code: 'page_parse_failed',
        message: 'The page parser was stopped before it came to this page.',
        hint: 'Try again in a minute.',
        retryable: true,
      });
      for (const job of waiting.splice(0)) job.reject(stopped);
      for (const slot of slots) {
        const { job } = slot;
        drop(slot);
        job?.reject(stopped);
      }
      await Promise.all(ending);
    },
  };
}
