import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSlackArguments } from './slack-arguments.ts';

export type SlackArguments = Record<string, unknown>;

/** What a method answers: a body, or a whole response for faults; a list is the content of a file. */
export type SlackAnswer =
  | { ok: boolean; [key: string]: unknown }
  | { status: number; headers?: Record<string, string> }
  | readonly object[];

/** One of several workspaces that a loopback Slack may have. */
export interface SlackTenant {
  teamId: string;
  name: string;
  botToken: string;
  botUserId: string;
}

export interface SlackMessageRow {
  /** Whose token posted it, where there are several workspaces. */
  team?: string;
  channel: string;
  ts: string;
  thread_ts?: string;
  subtype?: string;
  text?: string;
  blocks?: unknown;
  metadata?: unknown;
  files?: { title: string }[];
}

/** A loopback server that answers a few Web API methods as Slack does, keeps messages, and records every call. */
export interface SlackServer {
  url: string;
  calls: { method: string; args: SlackArguments; at: number; token: string }[];
  /** Workspaces by token; where there are any, a call with another token is refused. */
  tenants: Map<string, SlackTenant>;
  /** What codes of an OAuth redirect are exchanged for, each once. */
  codes: Map<string, SlackAnswer>;
  /** Posted messages, alive. */
  messages: SlackMessageRow[];
  /** Calls of one method. */
  callsOf(method: string): SlackArguments[];
  /** The next calls of the method get these answers, one each; afterwards the usual. */
  next(method: string, ...answers: SlackAnswer[]): void;
  /** Every call of the method gets this answer. */
  always(method: string, answer: SlackAnswer | ((args: SlackArguments, token: string) => SlackAnswer)): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startSlackServer(): Promise<SlackServer> {
  const calls: SlackServer['calls'] = [];
  const messages: SlackMessageRow[] = [];
  const queued = new Map<string, SlackAnswer[]>();
  const fixed = new Map<string, Parameters<SlackServer['always']>[1]>();
  const tenants: SlackServer['tenants'] = new Map();
  const codes: SlackServer['codes'] = new Map();
  let counter = 0;

  const find = (args: SlackArguments) =>
    messages.find((message) => message.channel === args['channel'] && message.ts === args['ts']);
  const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
  const between = (message: SlackMessageRow, args: SlackArguments): boolean =>
    message.ts >= text(args['oldest'], '0') && message.ts <= text(args['latest'], '9999999999.999999');

  const usual: Record<string, (args: SlackArguments, token: string) => SlackAnswer> = {
    'oauth.v2.access': ({ code }) => {
      const answer = codes.get(String(code));
      codes.delete(String(code));
      return answer ?? { ok: false, error: 'invalid_code' };
    },
    'auth.test': (_args, token) => ({
      ok: true,
      url: `https://${tenants.get(token)?.name.toLowerCase().replace(/\W+/g, '-') ?? 'team'}.slack.example/`,
      team_id: tenants.get(token)?.teamId ?? 'T1',
      user_id: tenants.get(token)?.botUserId ?? 'UBOT',
      bot_id: 'BBOT',
      user: 'gloss',
    }),
    'chat.postMessage': (args, token) => {
      counter += 1;
      const parent = messages.find(
        (message) => message.ts === args['thread_ts'] && message.channel === args['channel'],
      );
      const team = tenants.get(token)?.teamId;
      const row: SlackMessageRow = {
        ...(team === undefined ? {} : { team }),
        channel: String(args['channel']),
        ts: `1700000900.${String(counter).padStart(6, '0')}`,
        // As Slack does where the parent is gone: the message lands in the channel.
        ...(parent ? { thread_ts: parent.ts } : {}),
        text: String(args['text']),
        blocks: args['blocks'],
        metadata: args['metadata'],
      };
      messages.push(row);
      return { ok: true, channel: row.channel, ts: row.ts, message: { ...row } };
    },
    'chat.update': (args) => {
      const message = find(args);
      if (!message) return { ok: false, error: 'message_not_found' };
      Object.assign(message, { text: args['text'], blocks: args['blocks'] });
      return { ok: true, channel: message.channel, ts: message.ts };
    },
    'chat.delete': (args) => {
      const message = find(args);
      if (!message) return { ok: false, error: 'message_not_found' };
      messages.splice(messages.indexOf(message), 1);
      return { ok: true };
    },
    'chat.postEphemeral': () => ({ ok: true, message_ts: '1700000999.000001' }),
    'conversations.replies': (args) => {
      const root = messages.find((message) => message.channel === args['channel'] && message.ts === args['ts']);
      if (!root) return { ok: false, error: 'thread_not_found' };
      const found = messages.filter(
        (message) => message !== root && message.thread_ts === root.ts && between(message, args),
      );
      return { ok: true, messages: [root, ...found], has_more: false };
    },
    'conversations.history': (args) => ({
      ok: true,
      messages: messages.filter((message) => message.channel === args['channel'] && between(message, args)),
    }),
    // U8 is of another workspace, as the people of a shared channel are.
    'users.info': ({ user }) => ({ ok: true, user: { id: user, team_id: user === 'U8' ? 'T8' : 'T1' } }),
    'conversations.info': () => ({ ok: true, channel: { id: 'C1', is_member: true } }),
    'conversations.members': () => ({ ok: true, members: ['U1', 'U2', 'UBOT'] }),
    'views.open': () => ({ ok: true, view: { id: 'V1', hash: 'h1' } }),
    'views.update': () => ({ ok: true, view: { id: 'V1', hash: 'h2' } }),
    'views.publish': () => ({ ok: true }),
  };

  /** Of a token that no workspace has, or has any more. */
  const refusal = (method: string, token: string): SlackAnswer | null => {
    const isFree = /^(oauth\.v2\.access|apps\.connections\.open|respond|upload)/.test(method);
    return tenants.size === 0 || isFree || tenants.has(token) ? null : { ok: false, error: 'account_inactive' };
  };

  /** Slack's page on which a person allows the installation: here its button is all there is. */
  const allow = ({ searchParams }: URL, response: ServerResponse): void => {
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', [...codes.keys()][0] ?? '');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    const href = back.href.replaceAll('&', '&amp;');
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<a href="${href}">Allow</a>`);
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const address = new URL(request.url ?? '/', 'http://slack.example');
    if (address.pathname === '/oauth/v2/authorize') return allow(address, response);
    const method = (request.url ?? '').replace(/^\/api\//, '');
    const args = readSlackArguments(body, request.headers['content-type'] ?? '');
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    calls.push({ method, args, at: performance.now(), token });
    const given = fixed.get(method);
    const answer: SlackAnswer = queued.get(method)?.shift() ??
      refusal(method, token) ??
      (typeof given === 'function' ? given(args, token) : given) ??
      usual[method]?.(args, token) ?? { ok: false, error: 'unknown_method' };
    if ('status' in answer && typeof answer.status === 'number') {
      response.writeHead(answer.status, answer.headers as Record<string, string> | undefined).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    tenants,
    codes,
    messages,
    callsOf: (method) => calls.filter((call) => call.method === method).map((call) => call.args),
    next: (method, ...answers) => void queued.set(method, [...(queued.get(method) ?? []), ...answers]),
    always: (method, answer) => void fixed.set(method, answer),
    close,
    [Symbol.asyncDispose]: close,
  };
}
