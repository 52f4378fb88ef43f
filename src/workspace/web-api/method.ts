import type { Parts } from '../parts.ts';
import type { JsonObject } from '../records.ts';
import type { ApiArguments } from './arguments.ts';

/** One method of the Web API. */
export interface ApiMethod {
  /** The bot token must have one of these; empty where none is needed. */
  scopes: readonly string[];
  /** Default `bot`. */
  token?: 'bot' | 'app';
  /** @returns the answer without `ok`. @throws SlackRefusal with Slack's error code */
  run(parts: Parts, args: ApiArguments): JsonObject;
}

export type ApiMethods = Readonly<Record<string, ApiMethod>>;
