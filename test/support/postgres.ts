import { execFileSync, spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

const debianFolder = '/usr/lib/postgresql';

/** The folder of its programs: `POSTGRES_BIN` (empty: none), otherwise Debian's newest. Null where there is none. */
export function findPostgres(): string | null {
  const given = process.env['POSTGRES_BIN'];
  if (given !== undefined) return given === '' ? null : given;
  if (!existsSync(debianFolder)) return null;
  const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map((version) => join(debianFolder, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
  );
}

/** One statement on a connection of its own. */
export async function askPostgres(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

export interface TestPostgres extends AsyncDisposable {
  /** Of the empty database. */
  url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** As an operator stops it: connections are cut, the data stays. */
  stop(): Promise<void>;
  /** Starts it again at the same address; resolves when it answers. */
  start(): Promise<void>;
  /** To the server and the process of each connection. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
}

/** A real server on a free loopback port, with its data in a folder that goes when it is disposed. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = findPostgres();
  if (bin === null) throw new Error('No PostgreSQL: install the package postgresql, or set POSTGRES_BIN.');
  const folder = mkdtempSync(join(tmpdir(), 'gloss-postgres-'));
  const identity = whoRunsIt();
  if (identity !== null) chownSync(folder, identity.uid, identity.gid);
  const options: SpawnOptions = { stdio: 'ignore', cwd: folder, ...identity };
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'gloss', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {
    stdio: 'ignore',
    cwd: folder,
    ...identity,
  });
  const port = await freePort();
  const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'];
  const launch = () => {
    const server = spawn(join(bin, 'postgres'), flags, options);
    return { server, ended: new Promise<void>((resolve) => server.once('exit', () => resolve())) };
  };
  let running = launch();
  const url = `postgres://gloss:never-shown@127.0.0.1:${port}/postgres`;
  const query = (sql: string): Promise<Record<string, unknown>[]> => askPostgres(url, sql);
  await answers(query);
  const stop = async (): Promise<void> => {
    running.server.kill('SIGINT');
    await running.ended;
  };
  return {
    url,
    query,
    stop,
    async start() {
      running = launch();
      await answers(query);
    },
    signal(name) {
      const { pid } = running.server;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
      for (const each of [pid, ...children]) process.kill(Number(each), name);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses to run as root. */
function whoRunsIt(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function answers(query: (sql: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await query('select 1');
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await wait(50);
    }
  }
}
