import type { z } from 'zod';
import type { ControlCalls } from '../control-api.ts';
import type { Parts } from '../parts.ts';

export type ControlName = keyof ControlCalls;

/** One call of the control API. `run` throws SlackRefusal where Slack would refuse the person. */
export interface ControlCall<N extends ControlName> {
  body: z.ZodType<ControlCalls[N]['body']>;
  run(parts: Parts, body: ControlCalls[N]['body']): ControlCalls[N]['answer'] | Promise<ControlCalls[N]['answer']>;
}

/** A group of calls, typed by name. */
export type ControlGroup<N extends ControlName> = { readonly [K in N]: ControlCall<K> };
