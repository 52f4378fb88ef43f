import { z } from 'zod';
import { summaryAnswer, TraceAnswer, traceAnswer, TracePageAnswer } from '../answers/traces.ts';
import { HttpProblem } from '../http-problem.ts';
import { jsonRoute } from '../route.ts';
import type { ReplyRoute } from '../route.ts';
import { Moment, parseMoment } from '../window-query.ts';

const SearchQuery = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Words that must all occur in the address, the error type, the domain or the start of the trace id.'),
  url: z.string().min(1).max(2048).optional().describe('The exact address.'),
  channel: z
    .string()
    .regex(/^[CDG][A-Z0-9]{1,30}$/, 'the id of a Slack channel, like C0123456789')
    .optional()
    .describe('Id of a Slack channel.'),
  status: z.enum(['ok', 'error']).optional(),
  model: z.string().min(1).max(200).optional(),
  promptVersion: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'the version of a prompt')
    .optional(),
  user: z
    .string()
    .regex(/^[UW][A-Z0-9]{1,30}$/, 'the id of a Slack user, like U0123456789')
    .optional()
    .describe('Slack id of a person; only where the setting http.userIds is plain.'),
  from: Moment.optional(),
  to: Moment.optional(),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'a whole number from 1 to 200')
    .default('20')
    .describe('Traces on a page, 1 to 200.'),
  cursor: z.string().min(1).max(200).optional().describe('nextCursor of the page before.'),
});

const momentOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : (parseMoment(text) ?? undefined);

const searchRoute = jsonRoute({
  path: '/api/traces',
  operationId: 'searchTraces',
  summary: 'Traces by what is known of them, newest first.',
  query: SearchQuery,
  answer: TracePageAnswer,
  keepMs: () => 0,
  async load({ analytics, settings, namePerson }, { query }) {
    const { from, to, limit, ...search } = query;
    if (search.user !== undefined && settings.userIds !== 'plain') {
      throw new HttpProblem({
        status: 400,
        code: 'bad_query',
        detail: 'People cannot be searched here.',
        hint: 'An operator can set http.userIds to plain.',
      });
    }
    const page = await analytics.searchTraces({
      ...search,
      fromMs: momentOf(from),
      toMs: momentOf(to),
      limit: Number(limit),
    });
    return { ...page, traces: page.traces.map((trace) => summaryAnswer(trace, namePerson)) };
  },
});

const detailRoute = jsonRoute({
  path: '/api/traces/{traceId}',
  operationId: 'getTrace',
  summary: 'One trace with its spans.',
  params: { traceId: { pattern: /^[0-9a-f]{32}$/, description: '32 hexadecimal digits.' } },
  query: z.strictObject({}),
  answer: TraceAnswer,
  keepMs: () => 0,
  async load({ analytics, namePerson }, { params }) {
    const trace = await analytics.trace(params['traceId'] ?? '');
    if (trace) return traceAnswer(trace, namePerson);
    throw new HttpProblem({
      status: 404,
      code: 'trace_not_found',
      detail: 'No such trace is stored.',
      hint: 'Traces are removed after their retention time.',
    });
  },
});

export const traceRoutes: readonly ReplyRoute[] = [searchRoute, detailRoute];
