import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { AlertStore } from '../core/alert.ts';
import type { Analytics } from '../core/analytics.ts';
import type { Outside } from '../core/outside.ts';
import type { HealthAnswer } from './answers/health.ts';
import type { Reply } from './answer-cache.ts';
import type { EventStream } from './event-stream.ts';
import type { NamePerson } from './name-people.ts';
import type { HttpSettings } from './settings.ts';

/** What routes answer from. */
export interface RouteServices {
  settings: HttpSettings;
  outside: Outside;
  analytics: Analytics;
  alerts: Pick<AlertStore, 'open' | 'history'>;
  namePerson: NamePerson;
  health: () => Promise<HealthAnswer>;
  /** Prometheus text and its content type. */
  prometheus: () => Promise<Pick<Reply, 'body' | 'contentType'>>;
  /** JSON of the OpenAPI description. */
  openApi: () => string;
  stream: EventStream;
}

export interface RouteCall<Query> {
  query: Query;
  /** Parts of the path by their names. */
  params: Readonly<Record<string, string>>;
  /** With a key, or from this machine. */
  isTrusted: boolean;
}

export interface RouteAnswer {
  status: number;
  contentType: string;
  description: string;
  schema: z.ZodType;
}

interface RouteDescription {
  /** With the names of parts in braces: `/api/traces/{traceId}`. */
  path: string;
  /** In OpenAPI and in the figures. */
  operationId: string;
  summary: string;
  /** `trusted`: a key, or a caller on this machine; `open`: everybody, who then may get less. */
  access: 'key' | 'trusted' | 'open';
  /** The shape of each part of the path. */
  params: Readonly<Record<string, { pattern: RegExp; description: string }>>;
  query: z.ZodType;
  answers: readonly RouteAnswer[];
}

export interface ReplyRoute extends RouteDescription {
  kind: 'reply';
  /** How long an answer is kept, in milliseconds. */
  keepMs: (settings: HttpSettings) => number;
  reply: (services: RouteServices, call: RouteCall<unknown>) => Promise<Reply>;
}

export interface StreamRoute extends RouteDescription {
  kind: 'stream';
  open: (services: RouteServices, call: RouteCall<unknown>, request: IncomingMessage, response: ServerResponse) => void;
}

export type Route = ReplyRoute | StreamRoute;

export interface JsonRouteOptions<Query extends z.ZodType, Answer extends z.ZodType> {
  path: string;
  operationId: string;
  summary: string;
  params?: RouteDescription['params'];
  query: Query;
  answer: Answer;
  keepMs: (settings: HttpSettings) => number;
  load: (services: RouteServices, call: RouteCall<z.output<Query>>) => Promise<z.input<Answer>>;
}

/** A route that needs a key and answers JSON of a shape; what the shape does not name does not leave. */
export function jsonRoute<Query extends z.ZodType, Answer extends z.ZodType>(
  options: JsonRouteOptions<Query, Answer>,
): ReplyRoute {
  const { load, answer, summary, params = {}, ...rest } = options;
  return {
    ...rest,
    kind: 'reply',
    summary,
    params,
    access: 'key',
    answers: [{ status: 200, contentType: 'application/json', description: summary, schema: answer }],
    async reply(services, call) {
      // The query was read by this very schema.
      const value = await load(services, call as RouteCall<z.output<Query>>);
      return { status: 200, contentType: 'application/json', body: JSON.stringify(answer.parse(value)) };
    },
  };
}
