import type { WorkspaceEvent } from '../../../src/workspace/control-api.ts';

/** Hears everything that happens in a workspace, as a person's open page does. */
export interface WorkspaceEvents extends AsyncDisposable {
  on(listener: (event: WorkspaceEvent) => void): void;
}

export async function openWorkspaceEvents(url: string, user: string): Promise<WorkspaceEvents> {
  const closing = new AbortController();
  const listeners: ((event: WorkspaceEvent) => void)[] = [];
  const response = await fetch(`${url}/control/events?user=${user}`, { signal: closing.signal });
  if (!response.body) throw new Error('The workspace sends no events.');
  const reading = read(response.body, (event) => listeners.forEach((listener) => listener(event))).catch(
    (error: unknown) => {
      if (!closing.signal.aborted) throw error;
    },
  );
  return {
    on: (listener) => void listeners.push(listener),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await reading;
    },
  };
}

async function read(body: ReadableStream<Uint8Array>, publish: (event: WorkspaceEvent) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (part.startsWith('data: ')) publish(JSON.parse(part.slice('data: '.length)) as WorkspaceEvent);
    }
  }
}
