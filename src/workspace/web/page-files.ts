import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpProblem } from './http-problem.ts';

const pageFolder = fileURLToPath(new URL('../page/', import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves the browser page, also under the address of a message; TypeScript modules lose their types on the way. @throws HttpProblem 404 */
export async function sendPageFile(response: ServerResponse, path: string): Promise<void> {
  const relative = path === '/' || path.startsWith('/archives/') ? 'index.html' : decodePath(path).slice(1);
  const full = normalize(`${pageFolder}${relative}`);
  const type = contentTypes[extname(full)];
  if (!full.startsWith(pageFolder) || full.endsWith(sep) || type === undefined)
    throw new HttpProblem(404, 'Not found.');
  const content = await readOrMissing(full);
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(extname(full) === '.ts' ? stripTypeScriptTypes(content.toString('utf8')) : content);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new HttpProblem(404, 'Not found.');
  }
}

async function readOrMissing(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw new HttpProblem(404, 'Not found.');
  }
}
