import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Parts } from '../parts.ts';
import type { FileRecord } from '../records.ts';
import { HttpProblem } from './http-problem.ts';
import { contentTypeOf, readBody, readForm } from './read-request.ts';
import { sendText } from './send.ts';

/** The bytes of `files.getUploadURLExternal`: raw, or as the first file of a form. @throws HttpProblem 404, 413 */
export async function takeUpload(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const file = parts.world.files.get(id);
  if (!file || parts.world.fileContent(id) || request.method !== 'POST') throw new HttpProblem(404, 'Not found.');
  const body = await readBody(request, parts.settings.maxFileBytes + 10_000);
  const content = contentTypeOf(request) === 'multipart/form-data' ? await firstFile(request, body) : body;
  if (content.length > parts.settings.maxFileBytes) throw new HttpProblem(413, 'The file is too large.');
  parts.world.saveFile({ ...file, size: content.length }, content);
  sendText(response, 200, `OK - ${content.length}`);
}

async function firstFile(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  for (const [, value] of await readForm(request, body)) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  throw new HttpProblem(400, 'The form holds no file.');
}

/** `url_private`: only with the bot token, as in Slack. @throws HttpProblem 403, 404 */
export function sendPrivateFile(parts: Parts, request: IncomingMessage, response: ServerResponse, id: string): void {
  if (request.headers.authorization !== `Bearer ${parts.world.identity.botToken}`) {
    throw new HttpProblem(403, 'A file is read with the bot token.');
  }
  sendFile(parts, response, id);
}

/** The download for the page. @throws HttpProblem 404 */
export function sendFile(parts: Parts, response: ServerResponse, id: string): void {
  const file = parts.world.files.get(id);
  const content = parts.world.fileContent(id);
  if (!file || !content) throw new HttpProblem(404, 'Not found.');
  response.writeHead(200, {
    'content-type': file.mimetype,
    'content-length': String(content.length),
    'content-disposition': disposition(file),
    // A shared file is a stranger's: it never runs in the page's origin.
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

function disposition({ name }: FileRecord): string {
  const ascii = name.replaceAll(/[^\w .()-]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
