import type { JsonObject } from '../records.ts';
import { invalidArguments, SlackRefusal } from '../slack-refusal.ts';

/** The arguments of one call. Forms carry everything as text, nested values as JSON; JSON bodies carry values. */
export interface ApiArguments {
  /** undefined where it is missing or empty. */
  text(name: string): string | undefined;
  /** @throws SlackRefusal `invalid_arguments` where it is missing */
  requiredText(name: string): string;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  /** @throws SlackRefusal `errorCode` where it is no JSON array */
  list(name: string, errorCode?: string): unknown[] | undefined;
  /** @throws SlackRefusal `errorCode` where it is no JSON object */
  object(name: string, errorCode?: string): JsonObject | undefined;
  has(name: string): boolean;
  /** As they came, for the traffic panel. */
  all: JsonObject;
}

export function createArguments(all: JsonObject): ApiArguments {
  const text = (name: string): string | undefined => {
    const value = all[name];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  const json = (name: string, errorCode: string): unknown => {
    const value = all[name];
    if (typeof value !== 'string' || value === '') return value === '' || value === null ? undefined : value;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackRefusal(errorCode);
    }
  };
  return {
    all,
    text,
    requiredText(name) {
      const value = text(name);
      if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
      return value;
    },
    flag(name) {
      const value = text(name);
      return value === undefined ? undefined : value === 'true' || value === '1';
    },
    number(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = Number(value);
      if (!Number.isFinite(number)) throw invalidArguments(`must be a valid number [json-pointer:/${name}]`);
      return number;
    },
    list(name, errorCode = 'invalid_arguments') {
      const value = json(name, errorCode);
      if (value === undefined) return undefined;
      if (!Array.isArray(value)) throw new SlackRefusal(errorCode);
      return value as unknown[];
    },
    object(name, errorCode = 'invalid_arguments') {
      const value = json(name, errorCode);
      if (value === undefined) return undefined;
      if (!isObject(value)) throw new SlackRefusal(errorCode);
      return value;
    },
    has: (name) => text(name) !== undefined,
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
