import { AppError } from '../core/errors.ts';
import type { ControlCalls } from './control-api.ts';

/** What the client needs of the platform's `fetch`. */
export type SendRequest = (
  url: string,
  options: { method: string; headers: Record<string, string>; body: string },
) => Promise<{ ok: boolean; status: number; text(): Promise<string>; json(): Promise<unknown> }>;

interface Refusal {
  ok: false;
  error: string;
  detail?: string;
}

/** Acts as a person through the control API; for tests and scripts. */
export interface WorkspaceClient {
  /** @throws AppError with the workspace's error as code, e.g. `channel_not_found`, `operation_timeout`, `wait_timeout` */
  call<N extends keyof ControlCalls>(name: N, body: ControlCalls[N]['body']): Promise<ControlCalls[N]['answer']>;
}

/** `url` is the workspace's address, `http://127.0.0.1:3000`; `send` the platform's `fetch`. */
export function createWorkspaceClient(url: string, send: SendRequest): WorkspaceClient {
  return {
    async call<N extends keyof ControlCalls>(name: N, body: ControlCalls[N]['body']) {
      const response = await send(`${url}/control/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new AppError({ code: `http_${response.status}`, message: await response.text() });
      const answer = (await response.json()) as Refusal | (ControlCalls[N]['answer'] & { ok: true });
      if (answer.ok) return answer;
      throw new AppError({
        code: answer.error,
        message: `The workspace refused ${name}: ${answer.error}${answer.detail ? ` (${answer.detail})` : ''}.`,
      });
    },
  };
}
