import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Outside } from '../../core/outside.ts';
import type { Faults } from '../faults.ts';
import { randomLetters } from '../random-text.ts';
import type { Delivery, Envelope, Transport } from './transport.ts';

export interface SocketMode extends Transport {
  /** A one-time ticket for `apps.connections.open`. */
  issueTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks every connected client to come back on a new socket, as Slack does now and then. */
  requestRefresh(): void;
  /** Cuts every socket without a word. */
  cut(): void;
  /** Says goodbye to every socket and waits until all are closed. */
  stop(): Promise<void>;
}

interface Link {
  socket: WebSocket;
  /** Told to leave: gets no more envelopes. */
  isLeaving: boolean;
  lastSeenAt: number;
}

const maxLinks = 10;
const ticketLifeMs = 30_000;
const pingEveryMs = 10_000;
// Slack closes a socket some seconds after it asked the client to leave.
const leaveWithinMs = 10_000;
// How long a client may take to answer the goodbye.
const goodbyeMs = 500;

/** Socket Mode: hello, envelopes with acks, pings, and the word to reconnect. Each envelope goes to one socket only. */
export function createSocketMode(
  options: { appId: () => string; ackTimeoutMs: number; onConnection: (isConnected: boolean) => void },
  outside: Outside,
  faults: Faults,
): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const links = new Set<Link>();
  const tickets = new Map<string, number>();
  const pending = new Map<string, { link: Link; settle: (delivery: Delivery) => void }>();
  const stopping = new AbortController();
  let turn = 0;

  const readyLinks = (): Link[] => [...links].filter((link) => !link.isLeaving);

  const onMessage = (link: Link, text: string): void => {
    link.lastSeenAt = outside.clock.monotonic();
    const ack = parseAck(text);
    if (!ack) {
      outside.log.warn('workspace got a socket message that is no ack');
      return;
    }
    const waiting = pending.get(ack.envelopeId);
    if (!waiting || faults.take('drop_ack')) return;
    waiting.settle({ acked: true, body: ack.payload });
  };

  const onOpen = (socket: WebSocket): void => {
    const link: Link = { socket, isLeaving: false, lastSeenAt: outside.clock.monotonic() };
    if (links.size >= maxLinks) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'local' } }));
      socket.close(1000);
      return;
    }
    links.add(link);
    socket.on('message', (data) => onMessage(link, rawText(data)));
    socket.on('pong', () => (link.lastSeenAt = outside.clock.monotonic()));
    socket.on('ping', () => (link.lastSeenAt = outside.clock.monotonic()));
    socket.on('error', (error) => outside.log.warn('workspace socket failed', { error }));
    socket.on('close', () => {
      links.delete(link);
      for (const waiting of pending.values()) {
        if (waiting.link === link) waiting.settle({ acked: false, reason: 'connection_closed' });
      }
      if (readyLinks().length === 0) options.onConnection(false);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: links.size,
        debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: options.appId() },
      }),
    );
    options.onConnection(true);
    void keepAlive(link);
  };

  const keepAlive = async (link: Link): Promise<void> => {
    for (;;) {
      try {
        await outside.clock.sleep(pingEveryMs, stopping.signal);
      } catch {
        // The workspace stops; its sockets are closed there.
        return;
      }
      if (!links.has(link)) return;
      if (outside.clock.monotonic() - link.lastSeenAt > 3 * pingEveryMs) link.socket.terminate();
      else link.socket.ping(`Ping from local ${outside.clock.now()}`);
    }
  };

  return {
    isConnected: () => readyLinks().length > 0,
    send(envelope) {
      const ready = readyLinks();
      const link = ready[turn % Math.max(1, ready.length)];
      turn += 1;
      if (!link) return Promise.resolve({ acked: false, reason: 'no_connection' });
      const deadline = new AbortController();
      return new Promise<Delivery>((resolve) => {
        const settle = (delivery: Delivery): void => {
          pending.delete(envelope.id);
          deadline.abort();
          resolve(delivery);
        };
        pending.set(envelope.id, { link, settle });
        outside.clock.sleep(options.ackTimeoutMs, AbortSignal.any([deadline.signal, stopping.signal])).then(
          () => settle({ acked: false, reason: 'timeout' }),
          () => settle({ acked: false, reason: 'stopped' }),
        );
        link.socket.send(JSON.stringify(toFrame(envelope)));
      });
    },
    issueTicket() {
      const ticket = randomLetters(outside, 32);
      tickets.set(ticket, outside.clock.now() + ticketLifeMs);
      return ticket;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://local').searchParams.get('ticket') ?? '';
      const validUntil = tickets.get(ticket);
      tickets.delete(ticket);
      if (validUntil === undefined || validUntil < outside.clock.now()) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, onOpen);
    },
    requestRefresh() {
      for (const link of readyLinks()) {
        link.isLeaving = true;
        link.socket.send(
          JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'local' } }),
        );
        outside.clock.sleep(leaveWithinMs, stopping.signal).then(
          () => link.socket.close(1000),
          () => undefined,
        );
      }
    },
    cut() {
      for (const link of links) link.socket.terminate();
    },
    async stop() {
      stopping.abort(new Error('The workspace stops.'));
      const open = [...links].map((link) => new Promise((resolve) => link.socket.once('close', resolve)));
      for (const link of links) link.socket.close(1001);
      server.close();
      const done = new AbortController();
      outside.clock.sleep(goodbyeMs, done.signal).then(
        () => links.forEach((link) => link.socket.terminate()),
        () => undefined,
      );
      await Promise.all(open);
      done.abort();
    },
  };
}

function toFrame({ id, kind, payload, retry }: Envelope): object {
  return {
    envelope_id: id,
    type: kind,
    accepts_response_payload: kind !== 'events_api',
    payload,
    ...(kind === 'events_api' || retry
      ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
      : {}),
  };
}

function rawText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function parseAck(text: string): { envelopeId: string; payload: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('envelope_id' in value)) return null;
    const payload = 'payload' in value ? value.payload : null;
    return typeof value.envelope_id === 'string' ? { envelopeId: value.envelope_id, payload } : null;
  } catch {
    // Not JSON: the caller says so in the log.
    return null;
  }
}
