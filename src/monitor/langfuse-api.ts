import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { LangfuseServer } from '../core/langfuse-server.ts';
import type { Outside } from '../core/outside.ts';
import { readBounded } from './read-bounded.ts';
import { startDeadline } from '../core/start-deadline.ts';

/** What is read of an observation; other fields are left where they are. Inputs and outputs come as text. */
export const Observation = z.object({
  id: z.string().min(1),
  traceId: z.string().nullish(),
  startTime: z.string(),
  endTime: z.string().nullish(),
  type: z.string(),
  name: z.string().nullish(),
  level: z.string().nullish(),
  environment: z.string().nullish(),
  userId: z.string().nullish(),
  sessionId: z.string().nullish(),
  isRootObservation: z.boolean().nullish(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  metadata: z.unknown().optional(),
  model: z.string().nullish(),
  promptName: z.string().nullish(),
  promptVersion: z.number().nullish(),
  latency: z.number().nullish(),
  totalCost: z.number().nullish(),
});
export type Observation = z.infer<typeof Observation>;

const ObservationPage = z.object({
  data: z.array(Observation),
  meta: z.object({ cursor: z.string().nullish() }).nullish(),
});

export interface LangfuseScore {
  /** The same id again replaces the score. */
  id: string;
  traceId: string;
  observationId: string | null;
  name: string;
  value: number;
  comment: string;
  environment: string | null;
}

export interface LangfuseApi {
  /** One page of GET /api/public/v2/observations, newest first. @param query its parameters; a list is given several times */
  observations(
    query: Record<string, string | readonly string[]>,
    signal: AbortSignal,
  ): Promise<{ observations: Observation[]; cursor: string | null }>;
  putScore(score: LangfuseScore, signal: AbortSignal): Promise<void>;
  /** Spans in OTLP's JSON form. */
  putSpans(body: unknown, signal: AbortSignal): Promise<void>;
}

/** Of one request, its answer read to the end. */
const requestTimeoutMs = 15_000;
const maxBytes = 32_000_000;
const attempts = 3;
const firstWaitMs = 500;
const longestWaitMs = 10_000;

/**
 * The few requests that monitors make of Langfuse. The project's own SDK queues scores and only logs what the server refuses; here each is
 * answered for. A busy or broken server is asked three times.
 * @throws AppError `langfuse_unavailable` (retryable), `langfuse_refused`, `langfuse_bad_answer`
 */
export function createLangfuseApi(
  server: LangfuseServer,
  outside: Pick<Outside, 'clock' | 'random'>,
  fetch: typeof globalThis.fetch,
): LangfuseApi {
  const { clock, random } = outside;
  const authorization = `Basic ${Buffer.from(`${server.publicKey}:${server.secretKey}`).toString('base64')}`;

  async function ask(path: string, body: unknown, signal: AbortSignal): Promise<string> {
    const isPost = body !== undefined;
    const response = await fetch(`${server.baseUrl}${path}`, {
      method: isPost ? 'POST' : 'GET',
      headers: { authorization, accept: 'application/json', ...(isPost && { 'content-type': 'application/json' }) },
      ...(isPost && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal,
    });
    const text = await readBounded(response, maxBytes);
    if (response.ok) return text;
    throw refusal(path, response.status, response.headers.get('retry-after'), text);
  }

  async function request(path: string, body: unknown, signal: AbortSignal): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        using deadline = startDeadline(clock, signal, requestTimeoutMs);
        return await ask(path, body, deadline.signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const error = toLangfuseError(path, thrown);
        if (!error.retryable || attempt === attempts) throw error;
        const waitMs = error.retryAfterMs ?? firstWaitMs * 2 ** (attempt - 1) * (1 + random());
        await clock.sleep(Math.min(waitMs, longestWaitMs), signal);
      }
    }
  }

  return {
    async observations(query, signal) {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) search.append(name, one);
      const path = '/api/public/v2/observations';
      const page = parse(path, ObservationPage, await request(`${path}?${search.toString()}`, undefined, signal));
      return { observations: page.data, cursor: page.meta?.cursor ?? null };
    },
    async putScore({ environment, observationId, ...score }, signal) {
      await request(
        '/api/public/scores',
        {
          ...score,
          dataType: 'NUMERIC',
          ...(observationId !== null && { observationId }),
          ...(environment !== null && { environment }),
        },
        signal,
      );
    },
    async putSpans(body, signal) {
      await request('/api/public/otel/v1/traces', body, signal);
    },
  };
}

function parse<T>(path: string, schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError({
    code: 'langfuse_bad_answer',
    message: `Langfuse answered ${path} in another form than expected: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}.`,
  });
}

function refusal(path: string, status: number, retryAfter: string | null, text: string): AppError {
  const seconds = Number(retryAfter);
  const isBusy = status === 429 || status >= 500;
  return new AppError({
    code: isBusy ? 'langfuse_unavailable' : 'langfuse_refused',
    message: `Langfuse answered ${path.split('?')[0]} with status ${status}: ${text.slice(0, 200)}`,
    hint: status === 401 || status === 403 ? 'Check the public and the secret key of its project.' : '',
    retryable: isBusy,
    ...(retryAfter !== null && seconds > 0 && { retryAfterMs: seconds * 1000 }),
  });
}

function toLangfuseError(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
  return new AppError({
    code: 'langfuse_unavailable',
    message: `Langfuse did not answer ${path.split('?')[0]}${isTimeout ? ' in time' : ''}.`,
    retryable: true,
    cause: thrown,
  });
}
