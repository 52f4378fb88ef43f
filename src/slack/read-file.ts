import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { SlackSettings } from './settings.ts';
import type { SlackCalls } from './slack-calls.ts';

export interface GivenFile {
  name: string;
  /** UTF-8. */
  text: string;
}

/** Reads a text file that a person gave in a form. @throws AppError `file_unreadable`, `file_too_large`, and what Slack says. */
export type ReadFile = (fileId: string) => Promise<GivenFile>;

const maxBytes = 8_000_000;
const timeoutMs = 20_000;

export function createReadFile(
  calls: SlackCalls,
  settings: Pick<SlackSettings, 'apiUrl'>,
  outside: Pick<Outside, 'clock'>,
  deps: { fetch: typeof globalThis.fetch | undefined; token(): Promise<string> },
): ReadFile {
  const { fetch } = deps;
  return async (fileId) => {
    const { file } = await calls.bulk((client) => client.files.info({ file: fileId }));
    const address = URL.parse(file?.url_private_download ?? file?.url_private ?? '');
    // The token goes to Slack and to nobody else, whatever an answer says.
    if (fetch === undefined || address === null || !isSlacks(address, settings.apiUrl)) throw unreadable();
    const signal = outside.clock.timeout(timeoutMs);
    try {
      const headers = { authorization: `Bearer ${await deps.token()}` };
      const response = await fetch(address.href, { headers, redirect: 'error', signal });
      if (!response.ok || response.body === null) throw unreadable();
      return { name: file?.name ?? 'file.json', text: await readText(response.body) };
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw unreadable(error);
    }
  };
}

function isSlacks(address: URL, apiUrl: string): boolean {
  if (address.origin === new URL(apiUrl).origin) return true;
  return address.protocol === 'https:' && /(?:^|\.)slack\.com$/.test(address.hostname);
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new AppError({
        code: 'file_too_large',
        message: `That file is larger than ${maxBytes / 1_000_000} MB.`,
        hint: 'Split it, or put it into data/datasets.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreadable(cause?: unknown): AppError {
  return new AppError({
    code: 'file_unreadable',
    message: 'I could not read that file from Slack.',
    hint: 'Try again; the app needs the scope files:read of manifest.json.',
    cause,
  });
}
