import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { ChatMessage } from '../core/ports.ts';
import type { ModelProvider, ProviderAnswer, ProviderCall } from './model-provider.ts';

export interface AskedValue<T> {
  value: T;
  text: string;
  model: string;
  finishReason: ProviderAnswer['finishReason'];
}

type Repair = (text: string, isValid: (candidate: string) => boolean) => Promise<string | null>;

/** Characters of a bad answer that the model is shown again. */
const maxEcho = 6_000;

/**
 * Asks, reads the answer as JSON of the schema, lets the guard repair what it can, and asks once more where only the form was wrong.
 * Everything else that fails is no reason to ask again: network trouble is retried by the provider, from the same tally.
 * Secrets and personal data leave the answer's texts before anyone sees it.
 * @throws AppError `model_bad_answer`, and what the provider throws.
 */
export async function askForValue<T>(
  provider: ModelProvider,
  call: ProviderCall,
  schema: z.ZodType<T>,
  repair: Repair,
  redact: (text: string) => string,
): Promise<AskedValue<T>> {
  const readAnswer = (answer: ProviderAnswer): Promise<Read<T>> => readWith(answer, schema, repair, redact);
  const first = await untilAborted(() => provider.ask(call), call.signal);
  const read = await readAnswer(first);
  if (read.ok) return read.asked;
  const again: ProviderCall = {
    ...call,
    messages: [...call.messages, ...correction(redact(first.text), read.problem)],
  };
  const second = await untilAborted(() => provider.ask(again), call.signal);
  const reread = await readAnswer(second);
  if (reread.ok) return reread.asked;
  throw new AppError({
    code: 'model_bad_answer',
    message: 'The model answered twice in a form that cannot be read.',
    hint: 'Try again; if it happens often, choose a model that supports structured outputs.',
    retryable: true,
    cause: new Error(reread.problem),
  });
}

type Read<T> = { ok: true; asked: AskedValue<T> } | { ok: false; problem: string };

async function readWith<T>(
  answer: ProviderAnswer,
  schema: z.ZodType<T>,
  repair: Repair,
  redact: (text: string) => string,
): Promise<Read<T>> {
  const { model, finishReason } = answer;
  const parse = (text: string): Parsed<T> => parseAnswer(text, schema, redact);
  const found = (value: T, text: string): Read<T> => ({
    ok: true,
    asked: { value, text: redact(text), model, finishReason },
  });
  const direct = parse(answer.text);
  if (direct.ok) return found(direct.value, answer.text);
  const repaired = await repair(answer.text, (candidate) => parse(candidate).ok);
  if (repaired !== null) {
    const second = parse(repaired);
    if (second.ok) return found(second.value, repaired);
  }
  return { ok: false, problem: direct.problem };
}

type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

function parseAnswer<T>(text: string, schema: z.ZodType<T>, redact: (text: string) => string): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return { ok: false, problem: 'It is not one JSON object.' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'root'}: ${issue.message}`);
  return { ok: false, problem: redact(issues.join('; ')) };
}

function correction(text: string, problem: string): ChatMessage[] {
  return [
    { role: 'assistant', content: text.trim() === '' ? '(empty)' : text.slice(0, maxEcho) },
    {
      role: 'user',
      content: `That answer cannot be read. ${problem} Answer again with one JSON object of the requested form and nothing else.`,
    },
  ];
}

/** A provider that does not listen to its signal is left behind. */
async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
