import type { Parts } from '../parts.ts';
import type { JsonObject } from '../records.ts';
import { RateLimited, SlackRefusal } from '../slack-refusal.ts';
import type { ApiArguments } from './arguments.ts';
import { apiMethods } from './index.ts';
import type { ApiMethod } from './method.ts';

/** An answer as it goes over HTTP. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: JsonObject | null;
}

/** Answers one call: faults first, then token, scope and the method itself. Refusals are status 200 with `ok: false`, as in Slack. */
export function answerCall(parts: Parts, name: string, token: string | undefined, args: ApiArguments): ApiAnswer {
  const end = parts.traffic.begin('from_app', name, args.all);
  const fault = answerFault(parts, name);
  if (fault) {
    end(fault.body, fault.status === 200 ? 'unknown_method' : `http_${fault.status}`);
    return fault;
  }
  try {
    const method = findMethod(name);
    checkToken(parts, method, token);
    const body = { ok: true, ...method.run(parts, args) };
    end(body);
    return { status: 200, headers: scopeHeaders(parts, method), body };
  } catch (error) {
    if (error instanceof RateLimited) {
      const answer = answerRateLimited(error.retryAfterSeconds);
      end(answer.body, error.code);
      return answer;
    }
    if (!(error instanceof SlackRefusal)) throw error;
    const body = { ok: false, error: error.code, ...error.extra };
    end(body, error.code);
    return { status: 200, headers: {}, body };
  }
}

function answerRateLimited(retryAfterSeconds: number): ApiAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function answerFault({ faults }: Parts, name: string): ApiAnswer | null {
  const limited = faults.take('rate_limited', name);
  if (limited) return answerRateLimited(limited.retryAfterSeconds ?? 1);
  if (faults.take('server_error', name)) return { status: 500, headers: {}, body: null };
  if (faults.take('unknown_method', name)) {
    return { status: 200, headers: {}, body: { ok: false, error: 'unknown_method', req_method: name } };
  }
  return null;
}

function findMethod(name: string): ApiMethod {
  const method = Object.hasOwn(apiMethods, name) ? apiMethods[name] : undefined;
  if (!method) throw new SlackRefusal('unknown_method', { req_method: name });
  return method;
}

function checkToken({ world, app }: Parts, method: ApiMethod, token: string | undefined): void {
  if (token === undefined || token === '') throw new SlackRefusal('not_authed');
  const { botToken, appToken } = world.identity;
  if (token !== botToken && token !== appToken) throw new SlackRefusal('invalid_auth');
  const wanted = method.token === 'app' ? appToken : botToken;
  if (token !== wanted) throw new SlackRefusal('not_allowed_token_type');
  const granted = app.scopes;
  if (granted === undefined || method.scopes.length === 0) return;
  if (!method.scopes.some((scope) => granted.includes(scope))) {
    throw new SlackRefusal('missing_scope', { needed: method.scopes.join(','), provided: granted.join(',') });
  }
}

function scopeHeaders({ app }: Parts, method: ApiMethod): Record<string, string> {
  if (app.scopes === undefined) return {};
  return { 'x-oauth-scopes': app.scopes.join(','), 'x-accepted-oauth-scopes': method.scopes.join(',') };
}
