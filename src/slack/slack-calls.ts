import { type FetchFunction, type Logger, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../core/outside.ts';
import type { SlackSettings } from './settings.ts';
import { hasCode, toSlackError } from './slack-error.ts';

/**
 * The Web API through clients that do not wait for each other: a rate limit on bulk work must not hold up a modal whose trigger lives for
 * three seconds. All throw AppError as `toSlackError` says.
 */
export interface SlackCalls {
  /** What a person waits for: modals, ephemeral answers, App Home. A few quick retries. */
  interactive<T>(call: (client: WebClient) => Promise<T>): Promise<T>;
  /** Updates, look-ups and deletes, which may be repeated safely. A few retries. */
  bulk<T>(call: (client: WebClient) => Promise<T>): Promise<T>;
  /** New messages: never repeated by itself, for a request that seems lost may have been carried out. */
  posting<T>(call: (client: WebClient) => Promise<T>): Promise<T>;
  /**
   * What Gloss can do without: no retries, a short timeout, and a method that the server does not have (or the token may not use)
   * is never asked for again. @returns null where it did not work.
   */
  optional<T>(method: string, call: (client: WebClient) => Promise<T>): Promise<T | null>;
}

/** Answers after which an optional method is given up for the life of the process. */
const missing = [
  'slack_unknown_method',
  'slack_missing_scope',
  'slack_not_allowed_token_type',
  'slack_method_deprecated',
  'slack_not_allowed',
  'slack_access_denied',
  'slack_feature_not_enabled',
];

export interface SlackCallsOptions {
  logger: Logger;
  fetch?: FetchFunction;
  /** Of the workspace that is called, asked for before every call: a token that was removed is used for nothing more. */
  token(): Promise<string>;
}

interface Clients {
  interactive: WebClient;
  bulk: WebClient;
  posting: WebClient;
  optional: WebClient;
}

export function createSlackCalls(
  settings: Pick<SlackSettings, 'apiUrl' | 'requestTimeoutMs' | 'optionalTimeoutMs'>,
  log: Log,
  options: SlackCallsOptions,
): SlackCalls {
  const client = (token: string, retries: number, timeout: number): WebClient =>
    new WebClient(token, {
      ...webClientOptions(settings, options),
      timeout,
      retryConfig: { retries, minTimeout: 300, maxTimeout: 3000, factor: 2, randomize: true },
      // The library's own handling stops every call of a client; waiting belongs to the queue of a channel.
      rejectRateLimitedCalls: true,
    });
  let kept: { token: string; clients: Clients } | null = null;
  const clientsNow = async (): Promise<Clients> => {
    const token = await options.token();
    if (kept?.token === token) return kept.clients;
    const clients: Clients = {
      interactive: client(token, 2, settings.requestTimeoutMs),
      bulk: client(token, 3, settings.requestTimeoutMs),
      posting: client(token, 0, settings.requestTimeoutMs),
      optional: client(token, 0, settings.optionalTimeoutMs),
    };
    kept = { token, clients };
    return clients;
  };
  const givenUp = new Set<string>();

  const run = async <T>(chosen: keyof Clients, call: (client: WebClient) => Promise<T>): Promise<T> => {
    const clients = await clientsNow();
    try {
      return await call(clients[chosen]);
    } catch (error) {
      throw toSlackError(error);
    }
  };

  return {
    interactive: (call) => run('interactive', call),
    bulk: (call) => run('bulk', call),
    posting: (call) => run('posting', call),
    async optional(method, call) {
      if (givenUp.has(method)) return null;
      try {
        return await run('optional', call);
      } catch (error) {
        if (hasCode(error, ...missing) || isNotFound(error)) {
          givenUp.add(method);
          log.info('this Slack server does not offer a method; going on without it', { method });
        } else {
          log.debug('an optional Slack call failed', { method, error });
        }
        return null;
      }
    },
  };
}

/** What all clients share, Bolt's and Socket Mode's too. */
export function webClientOptions(
  settings: Pick<SlackSettings, 'apiUrl'>,
  options: { logger: Logger; fetch?: FetchFunction },
): WebClientOptions {
  return {
    slackApiUrl: settings.apiUrl.endsWith('/') ? settings.apiUrl : `${settings.apiUrl}/`,
    logger: options.logger,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  };
}

function isNotFound(error: unknown): boolean {
  return hasCode(error, 'slack_http_status') && /status 40[45]\./.test(error.message);
}
