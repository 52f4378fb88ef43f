import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { startPostgres } from '../../../test/support/postgres.ts';
import type { LoadOptions } from './load-options.ts';

export type DatabaseKind = LoadOptions['database'];

/** Where the program keeps what it knows, and what may happen to it. */
export interface LoadDatabase extends AsyncDisposable {
  kind: DatabaseKind;
  environment: Readonly<Record<string, string>>;
  /** Away for `ms`: the server is stopped and started, or another program holds the file's write lock. */
  away(ms: number): Promise<void>;
  /** Silent for `ms`: the server's processes stand still and every connection stays open. Null where there is no server. */
  silent: ((ms: number) => Promise<void>) | null;
  /** No space is left for `ms`. Null where the disk is not ours to fill. */
  full: ((ms: number) => Promise<void>) | null;
}

/** @param onSmallDisk puts the files on a disk of their own in memory, which can be filled; needs root */
export function openDatabase(kind: DatabaseKind, onSmallDisk: boolean): Promise<LoadDatabase> {
  return kind === 'sqlite' ? openSqlite(onSmallDisk) : openPostgres();
}

function openSqlite(onSmallDisk: boolean): Promise<LoadDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-load-'));
  const disk = onSmallDisk ? mountDisk(folder) : null;
  const file = join(folder, 'gloss.db');
  return Promise.resolve({
    kind: 'sqlite',
    environment: { DATABASE_URL: file, GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db') },
    silent: null,
    async away(ms) {
      const holder = new Sqlite(file, { timeout: 10_000 });
      try {
        holder.exec('begin immediate');
        await wait(ms);
        holder.exec('rollback');
      } finally {
        holder.close();
      }
    },
    full: disk && ((ms) => disk.full(ms)),
    async [Symbol.asyncDispose]() {
      disk?.unmount();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

async function openPostgres(): Promise<LoadDatabase> {
  const server = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'gloss-load-'));
  return {
    kind: 'postgres',
    environment: { DATABASE_URL: server.url, GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db') },
    async away(ms) {
      await server.stop();
      await wait(ms);
      await server.start();
    },
    async silent(ms) {
      server.signal('SIGSTOP');
      await wait(ms);
      server.signal('SIGCONT');
    },
    // A server without space for its log stops by itself, which `away` is.
    full: null,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Disk {
  full(ms: number): Promise<void>;
  unmount(): void;
}

/** @returns null where nothing may be mounted */
function mountDisk(folder: string): Disk | null {
  const mount = (...options: string[]): void =>
    void execFileSync('mount', [...options, 'tmpfs', folder], { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', 'size=50%');
  } catch {
    return null;
  }
  return {
    async full(ms) {
      const { bsize, blocks, bfree } = statfsSync(folder);
      // As large as what is in it, and a little for what is written meanwhile: it cannot be made smaller than that.
      mount('-o', `remount,size=${(blocks - bfree) * bsize + 262_144}`);
      await wait(ms);
      mount('-o', 'remount,size=50%');
    },
    unmount: () => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }),
  };
}
