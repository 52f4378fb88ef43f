import { open } from 'node:fs/promises';
import type { FileSink } from '../formats/export-format.ts';

export interface OpenFile extends FileSink {
  /** Written so far. */
  bytes(): number;
  /** Everything is on the disk when it resolves. */
  close(): Promise<void>;
}

/** A new file that is written in pieces of `bufferBytes` or more. */
export async function openFile(path: string, bufferBytes = 65_536): Promise<OpenFile> {
  const handle = await open(path, 'w');
  // Strings stay strings until they are written: a buffer for each would be a million small ones.
  let waiting: (string | Uint8Array)[] = [];
  let waitingBytes = 0;
  let written = 0;
  const flush = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    const isText = waiting.every((chunk) => typeof chunk === 'string');
    const all = isText ? waiting.join('') : Buffer.concat(waiting.map((chunk) => Buffer.from(chunk)));
    waiting = [];
    waitingBytes = 0;
    await handle.writeFile(all);
  };
  return {
    bytes: () => written,
    async write(chunk) {
      const bytes = Buffer.byteLength(chunk);
      waiting.push(chunk);
      waitingBytes += bytes;
      written += bytes;
      if (waitingBytes >= bufferBytes) await flush();
    },
    async close() {
      try {
        await flush();
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}
