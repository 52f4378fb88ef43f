import { z } from 'zod';
import type { Parts } from '../parts.ts';
import type { JsonObject } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ControlCall, ControlName } from './control-call.ts';
import { controlCalls } from './index.ts';

/** Answers a control call: `{ ok: true, … }`, or `{ ok: false, error }` where the person may not or the body is wrong. */
export async function answerControl(parts: Parts, name: string, body: unknown): Promise<JsonObject> {
  const call = Object.hasOwn(controlCalls, name) ? (controlCalls[name as ControlName] as AnyCall) : undefined;
  if (!call) return { ok: false, error: 'unknown_method' };
  const parsed = call.body.safeParse(body);
  if (!parsed.success) return { ok: false, error: 'invalid_arguments', detail: z.prettifyError(parsed.error) };
  try {
    return { ok: true, ...(await call.run(parts, parsed.data as never)) };
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code, ...error.extra };
    throw error;
  }
}

// Which body belongs to which call is checked where the calls are listed; here the name is only known at run time.
type AnyCall = Omit<ControlCall<ControlName>, 'run'> & { run(parts: Parts, body: never): object | Promise<object> };
