import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { startInstalledProgram } from './installed-program.ts';
import type { InstalledOptions, InstalledProgram } from './installed-program.ts';

/** One sample page on a loopback address that the program may read. */
export async function startPage(): Promise<{ url: string; environment: Record<string, string> } & AsyncDisposable> {
  const file = join(import.meta.dirname, '../../data/samples/write-ahead-logging.html');
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/log`,
    environment: { GLOSS_RETRIEVAL_FETCH_ALLOW: host },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const startOn = (page: { environment: Record<string, string> }, options: InstalledOptions = {}) =>
  startInstalledProgram({ ...options, environment: { ...page.environment, ...options.environment } });

/** Somebody posts a link in a channel that both workspaces know by the same id. */
export async function postLink(
  program: InstalledProgram,
  teamId: string,
  url: string,
  ts = '1700000000.000100',
  channel = 'C1',
): Promise<number> {
  program.server.messages.push({ channel, ts, team: teamId, text: url });
  return program.event(teamId, {
    type: 'message',
    channel,
    channel_type: 'channel',
    user: 'U1',
    ts,
    text: `<${url}>`,
  });
}

export const summaryOf = (program: InstalledProgram, teamId: string): string | undefined => {
  const found = program.server.messages.find(
    ({ team, thread_ts: threadTs }) => team === teamId && threadTs !== undefined,
  );
  const text = JSON.stringify(found ?? '');
  return text.includes('Where from?') ? text : undefined;
};

/** Every byte of every database file of the folder. */
export const filesOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

export const rows = (folder: string, text: string): unknown[] => {
  const file = new Sqlite(join(folder, 'gloss.db'), { readonly: true });
  try {
    return file.prepare(text).all();
  } finally {
    file.close();
  }
};
