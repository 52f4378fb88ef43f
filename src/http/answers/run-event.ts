import { z } from 'zod';
import type { NamePerson } from '../name-people.ts';
import type { FinishedRun } from '../run-feed.ts';
import { named } from './named.ts';

const text = z.string().nullable();

/** One finished run on the live stream; every attempt of a job is one. */
export const RunEvent = named(
  'RunEvent',
  z.object({
    traceId: z.string(),
    name: z.string(),
    startMs: z.number(),
    durationMs: z.number(),
    status: z.enum(['ok', 'error']),
    errorType: text,
    outcome: text,
    channel: text,
    user: text,
    url: text,
    costUsd: z.number().nullable(),
  }),
);
export type RunEvent = z.infer<typeof RunEvent>;

export function runEventOf({ span }: FinishedRun, namePerson: NamePerson): RunEvent {
  const { traceId, name, startMs, durationMs, status, errorType, costUsd, attributes } = span;
  const textOf = (key: string): string | null => {
    const value = attributes[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    traceId,
    name,
    startMs,
    durationMs,
    status,
    errorType,
    outcome: textOf('outcome'),
    channel: textOf('channel'),
    user: namePerson(textOf('user')),
    url: textOf('url'),
    costUsd,
  };
}
