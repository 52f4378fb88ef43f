import { createHmac } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import type { Outside } from '../../core/outside.ts';
import type { Faults } from '../faults.ts';
import type { Delivery, Envelope, Transport } from './transport.ts';

/** HTTP mode: every envelope is a POST to the app's request URL, signed with Slack's v0 signature. */
export function createHttpRequests(
  options: { requestUrl: string; signingSecret: () => string; ackTimeoutMs: number },
  outside: Outside,
  faults: Faults,
): Transport {
  return {
    isConnected: () => true,
    async send(envelope) {
      const { contentType, body } = toBody(envelope);
      const timestamp = String(Math.floor(outside.clock.now() / 1000));
      const headers = {
        'content-type': contentType,
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signRequest(options.signingSecret(), timestamp, body),
        ...(envelope.retry && {
          'x-slack-retry-num': String(envelope.retry.attempt),
          'x-slack-retry-reason': envelope.retry.reason,
        }),
      };
      const signal = outside.clock.timeout(options.ackTimeoutMs);
      const delivery = await post(options.requestUrl, headers, body, signal);
      return delivery.acked && faults.take('drop_ack') ? { acked: false, reason: 'http_timeout' } : delivery;
    },
  };
}

/** Slack's request signature, version 0. `timestamp` in seconds. */
function signRequest(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function toBody({ kind, payload }: Envelope): { contentType: string; body: string } {
  if (kind === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

function post(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Delivery> {
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ acked: false, reason });
    const outgoing = request(url, { method: 'POST', headers, signal }, (response) => {
      readText(response)
        .then((text) => {
          if (response.statusCode !== 200) return fail('http_error');
          return resolve({ acked: true, body: parseAnswer(text, response.headers['content-type'] ?? '') });
        })
        .catch(() => fail(signal.aborted ? 'http_timeout' : 'connection_failed'));
    });
    outgoing.on('error', () => fail(signal.aborted ? 'http_timeout' : 'connection_failed'));
    outgoing.end(body);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (!contentType.includes('json')) return { text };
  try {
    return JSON.parse(text);
  } catch {
    // Slack shows an answer it cannot read as it stands.
    return { text };
  }
}
