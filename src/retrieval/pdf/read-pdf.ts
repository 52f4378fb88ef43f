import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { PdfSettings } from '../settings.ts';
import type { PdfDocumentText } from './pdf-text.ts';
import type { PdfWorkerInput, PdfWorkerReply } from './pdf-worker.ts';
import { startDeadline } from '../../core/start-deadline.ts';

/**
 * Opens a PDF in a thread of its own, with limits of time, heap and pages.
 * @throws AppError `page_parse_failed` for a broken or too demanding file, `page_wall` for one with a password; the signal's reason.
 */
export async function readPdf(
  bytes: Uint8Array,
  settings: PdfSettings,
  outside: Outside,
  signal: AbortSignal,
): Promise<PdfDocumentText> {
  signal.throwIfAborted();
  using deadline = startDeadline(outside.clock, signal, settings.timeoutMs);
  const input: PdfWorkerInput = { bytes, maxPages: settings.maxPages };
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    name: 'pdf',
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: settings.maxHeapMb, stackSizeMb: 4 },
    stdout: true,
    stderr: true, // pdf.js prints warnings about odd files; they would stand between results
  });
  const stop = deadline.signal;
  try {
    const answer = await new Promise<PdfWorkerReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The PDF thread ended without an answer.')));
      stop.addEventListener('abort', () => reject(stop.reason as Error), { once: true });
    });
    if ('document' in answer) return answer.document;
    throw answer.needsPassword
      ? locked()
      : broken('The PDF is damaged or of an unknown form.', new Error(answer.error));
  } catch (error) {
    if (error instanceof AppError) throw error;
    signal.throwIfAborted();
    const message = deadline.isOver
      ? `Reading the PDF took longer than ${settings.timeoutMs / 1000} seconds.`
      : 'The PDF was too much for the reader.';
    throw broken(message, error);
  } finally {
    await worker.terminate();
  }
}

function broken(message: string, cause: unknown): AppError {
  return new AppError({
    code: 'page_parse_failed',
    message,
    hint: 'Share a page about it, or paste the text into the thread.',
    cause,
  });
}

function locked(): AppError {
  return new AppError({
    code: 'page_wall',
    message: 'The PDF is locked with a password, so there is nothing to summarize.',
    hint: 'Paste the text into the thread, or share an open copy.',
  });
}
