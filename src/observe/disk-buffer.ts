import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outside } from '../core/outside.ts';
import type { ExportSettings } from './settings.ts';

/** Spans on their way to one destination. */
export interface Batch {
  /** Grows with time, so that the order of ids is the order of batches. */
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  spanCount: number;
  bytes: Uint8Array;
}

export type BufferedBatch = Pick<Batch, 'id' | 'createdAt' | 'spanCount'> & { fileBytes: number };

export interface DiskBufferLimits {
  maxBytes: number;
  maxAgeMs: number;
}

export function diskBufferLimits(settings: Pick<ExportSettings, 'bufferMaxMb' | 'bufferMaxHours'>): DiskBufferLimits {
  return { maxBytes: settings.bufferMaxMb * 1_000_000, maxAgeMs: settings.bufferMaxHours * 3_600_000 };
}

/** Batches that wait for a destination, as files in its folder, oldest first. Not safe for calls at the same time. */
export interface DiskBuffer {
  /** Finds what an earlier run left. @throws what the file system throws */
  open(): Promise<void>;
  /** @throws what the file system throws */
  put(batch: Batch): Promise<void>;
  /** Drops the oldest where there are too many, and what is too old. */
  trim(): Promise<void>;
  /** By age, negative from the newest; null where nothing is there. */
  at(index: number): BufferedBatch | null;
  /** null where the file is gone: another process has sent it. */
  read(batch: BufferedBatch): Promise<Uint8Array | null>;
  /** Takes it out of the books; `erase` takes the file. @returns false where it was dropped in the meantime, and told to `onDrop` */
  forget(batch: BufferedBatch): boolean;
  erase(batch: BufferedBatch): Promise<void>;
  spanCount(): number;
}

/** @param onDrop is told of every batch that is given up */
export function createDiskBuffer(
  directory: string,
  limits: DiskBufferLimits,
  outside: Pick<Outside, 'clock'>,
  onDrop: (spanCount: number, reason: 'too old' | 'no room') => void,
): DiskBuffer {
  let waiting: BufferedBatch[] = [];
  const pathOf = (batch: BufferedBatch): string => join(directory, fileNameOf(batch));

  function forget(batch: BufferedBatch): boolean {
    const before = waiting.length;
    waiting = waiting.filter((other) => other.id !== batch.id);
    return waiting.length < before;
  }

  function erase(batch: BufferedBatch): Promise<void> {
    return rm(pathOf(batch), { force: true });
  }

  async function trim(): Promise<void> {
    const oldestAllowed = outside.clock.now() - limits.maxAgeMs;
    for (let total = waiting.reduce((sum, batch) => sum + batch.fileBytes, 0); ;) {
      const [oldest] = waiting;
      if (!oldest) return;
      const isTooOld = oldest.createdAt < oldestAllowed;
      if (!isTooOld && total <= limits.maxBytes) return;
      total -= oldest.fileBytes;
      forget(oldest);
      onDrop(oldest.spanCount, isTooOld ? 'too old' : 'no room');
      await erase(oldest);
    }
  }

  return {
    async open() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      for (const name of await readdir(directory)) {
        const batch = parseFileName(name);
        if (batch) waiting.push({ ...batch, fileBytes: (await stat(join(directory, name))).size });
        // A write that a crash cut off; its spans were never counted as kept.
        else if (name.endsWith('.part')) await rm(join(directory, name), { force: true });
      }
      waiting.sort(byAge);
    },
    async put(batch) {
      const kept: BufferedBatch = {
        id: batch.id,
        createdAt: batch.createdAt,
        spanCount: batch.spanCount,
        fileBytes: batch.bytes.length,
      };
      const path = pathOf(kept);
      // Under another name until it is whole; for the owner's eyes only, as traces hold what people posted.
      await writeFile(`${path}.part`, batch.bytes, { mode: 0o600 });
      await rename(`${path}.part`, path);
      waiting.push(kept);
      waiting.sort(byAge);
    },
    trim,
    at: (index) => waiting.at(index) ?? null,
    async read(batch) {
      try {
        return await readFile(pathOf(batch));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    forget,
    erase,
    spanCount: () => waiting.reduce((sum, batch) => sum + batch.spanCount, 0),
  };
}

function byAge(a: BufferedBatch, b: BufferedBatch): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

function fileNameOf({ createdAt, id, spanCount }: BufferedBatch): string {
  return `${String(Math.trunc(createdAt)).padStart(15, '0')}_${id}_${spanCount}.otlp`;
}

function parseFileName(name: string): Omit<BufferedBatch, 'fileBytes'> | null {
  const parts = /^(\d{15})_([A-Za-z0-9-]+)_(\d{1,6})\.otlp$/.exec(name);
  if (!parts?.[1] || !parts[2] || !parts[3]) return null;
  return { createdAt: Number(parts[1]), id: parts[2], spanCount: Number(parts[3]) };
}
