import { z } from 'zod';
import { toAppError } from '../core/errors.ts';
import { named } from './answers/named.ts';

/** What a client gets instead of an answer (RFC 9457). */
export const ProblemDetails = named(
  'Problem',
  z.object({
    type: z.string().describe('urn:gloss:problem: and the code.'),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string().describe('Stable; match on it, never on text.'),
    detail: z.string(),
    hint: z.string().nullable().describe('What the caller can do about it.'),
    correlationId: z.string().describe('Stands in the log of the program beside what went wrong.'),
  }),
);
export type ProblemDetails = z.infer<typeof ProblemDetails>;

export interface HttpProblemOptions {
  status: number;
  code: string;
  detail: string;
  hint?: string;
  headers?: Record<string, string>;
}

/** A request that is not answered, with everything its client may know. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string | null;
  readonly headers: Record<string, string>;

  constructor(options: HttpProblemOptions) {
    super(options.detail);
    this.name = 'HttpProblem';
    this.status = options.status;
    this.code = options.code;
    this.detail = options.detail;
    this.hint = options.hint ?? null;
    this.headers = options.headers ?? {};
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
  414: 'Address too long',
  415: 'Form not taken',
  421: 'Wrong host',
  500: 'Something went wrong',
  503: 'Not available now',
  504: 'Took too long',
};

/** Anything thrown as a problem: what the store refuses is the client's to know, everything else is told without its inside. */
export function toHttpProblem(thrown: unknown): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown;
  const error = toAppError(thrown);
  if (error.code === 'analytics_bad_request') {
    const { code, message: detail, hint } = error;
    return new HttpProblem({ status: 400, code, detail, ...(hint === null ? {} : { hint }) });
  }
  if (error.code === 'analytics_timeout') {
    return new HttpProblem({
      status: 504,
      code: error.code,
      detail: 'The figures could not be read in time.',
      hint: 'Ask for a shorter window, or try again later.',
      headers: { 'retry-after': '10' },
    });
  }
  if (error.retryable) {
    return new HttpProblem({
      status: 503,
      code: error.code,
      detail: 'The figures cannot be read at the moment.',
      hint: 'Try again later.',
      headers: { 'retry-after': '10' },
    });
  }
  return new HttpProblem({
    status: 500,
    code: 'internal_error',
    detail: 'The request could not be answered.',
    hint: 'Give an operator the correlation id.',
  });
}

export function describeProblem(problem: HttpProblem, correlationId: string): ProblemDetails {
  const { status, code, detail, hint } = problem;
  return {
    type: `urn:gloss:problem:${code}`,
    title: titles[status] ?? 'Problem',
    status,
    code,
    detail,
    hint,
    correlationId,
  };
}
