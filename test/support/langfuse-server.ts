import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LangfuseServer } from '../../src/core/langfuse-server.ts';

export interface LangfusePrompt {
  name: string;
  version: number;
  labels: string[];
  prompt: string | Record<string, unknown>[];
  config?: unknown;
}

/** What the server does with a question. */
export type LangfuseMood = 'answer' | 'hang' | 'half' | 'error' | 'redirect' | 'html';

export interface TestLangfuse extends AsyncDisposable {
  server: LangfuseServer;
  prompts: LangfusePrompt[];
  mood: LangfuseMood;
  /** Paths with their queries, in order. */
  asked: string[];
}

/** A loopback server with the prompts of one project, in the shapes of Langfuse's public API. */
export async function startLangfuse(): Promise<TestLangfuse> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://local');
    langfuse.asked.push(`${url.pathname}${url.search}`);
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (langfuse.mood === 'hang') return;
    if (langfuse.mood === 'half') return void response.writeHead(200).write('{"name":');
    if (langfuse.mood === 'error') return json(500, { message: 'Internal Server Error', error: 'InternalServerError' });
    if (langfuse.mood === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    if (langfuse.mood === 'html') return void response.writeHead(200).end('<html>a proxy</html>');
    const expected = Buffer.from(`${langfuse.server.publicKey}:${langfuse.server.secretKey}`).toString('base64');
    if (request.headers.authorization !== `Basic ${expected}`) {
      return json(401, { message: 'Invalid credentials. Confirm that you’ve configured the correct host.' });
    }
    const name = /^\/api\/public\/v2\/prompts\/([^/]+)$/.exec(url.pathname)?.[1];
    const label = url.searchParams.get('label') ?? 'production';
    const found = langfuse.prompts.find(
      (prompt) => prompt.name === decodeURIComponent(name ?? '') && prompt.labels.includes(label),
    );
    if (!found) return json(404, { message: 'Prompt not found', error: 'LangfuseNotFoundError' });
    return json(200, {
      id: `prompt-${found.name}-${found.version}`,
      createdAt: '2026-03-02T09:00:00.000Z',
      updatedAt: '2026-03-02T09:00:00.000Z',
      projectId: 'project',
      createdBy: 'user',
      type: typeof found.prompt === 'string' ? 'text' : 'chat',
      isActive: null,
      config: {},
      tags: [],
      commitMessage: null,
      resolutionGraph: null,
      ...found,
      labels: [...found.labels, 'latest'],
    });
  };
  const http = createServer(answer);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const langfuse: TestLangfuse = {
    server: { baseUrl: `http://127.0.0.1:${port}`, publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' },
    prompts: [],
    mood: 'answer',
    asked: [],
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return langfuse;
}
