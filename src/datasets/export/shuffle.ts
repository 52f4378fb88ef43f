import { hash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openFile } from './file-sink.ts';
import type { OpenFile } from './file-sink.ts';

/** Values in a random order that a seed decides, whatever order they came in. */
export interface Shuffle<T> {
  /** @param id unique; with the seed it decides the place */
  add(id: string, value: T): Promise<void>;
  count(): number;
  /** Ends the adding. */
  values(): AsyncGenerator<T>;
  /** Removes what lies on the disk. */
  close(): Promise<void>;
}

/** As many files as one byte tells apart, so that a file of ten gigabytes of rows is still some forty megabytes. */
const bucketCount = 256;
const keyLength = 16;

/**
 * Sorts by SHA-256 of seed and id, which is a shuffle that anybody can do again. Values lie in files by the first byte of their hash and are
 * sorted one file at a time, so any number of them needs the same memory.
 * @param folder a new one, which is removed in the end
 */
export function createShuffle<T>(folder: string, seed: number): Shuffle<T> {
  const buckets = new Map<number, OpenFile>();
  const pathOf = (bucket: number): string => join(folder, `${bucket}.rows`);
  let count = 0;

  async function bucketOf(number: number): Promise<OpenFile> {
    const known = buckets.get(number);
    if (known) return known;
    if (buckets.size === 0) await mkdir(folder, { recursive: true });
    const made = await openFile(pathOf(number), 16_384);
    buckets.set(number, made);
    return made;
  }
  async function closeAll(): Promise<void> {
    const open = [...buckets.values()];
    buckets.clear();
    for (const file of open) await file.close();
  }

  return {
    count: () => count,
    async add(id, value) {
      const key = hash('sha256', `${seed}\n${id}`).slice(0, keyLength);
      const file = await bucketOf(Number.parseInt(key.slice(0, 2), 16) % bucketCount);
      await file.write(`${key}${JSON.stringify(value)}\n`);
      count += 1;
    },
    async *values() {
      const numbers = [...buckets.keys()].toSorted((a, b) => a - b);
      await closeAll();
      for (const number of numbers) {
        const lines = (await readFile(pathOf(number), 'utf8')).split('\n').filter(Boolean).sort();
        for (const line of lines) yield JSON.parse(line.slice(keyLength)) as T;
      }
    },
    async close() {
      await closeAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
