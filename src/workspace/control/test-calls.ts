import { z } from 'zod';
import type { WorkspaceFault } from '../control-api.ts';
import { changeMessage } from '../message-acts.ts';
import { toControlMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ControlGroup } from './control-call.ts';

const method = z.string().exactOptional();
const times = z.int().min(0);

const Fault = z.discriminatedUnion('fault', [
  z.object({
    fault: z.enum([
      'duplicate_event',
      'drop_ack',
      'refresh_requested',
      'expired_trigger',
      'socket_cut',
      'message_rate_limit',
    ]),
    times,
  }),
  z.object({ fault: z.literal('rate_limited'), times, method, retryAfterSeconds: z.number().min(0).exactOptional() }),
  z.object({ fault: z.literal('server_error'), times, method }),
  z.object({ fault: z.literal('unknown_method'), times, method: z.string() }),
]) as unknown as z.ZodType<WorkspaceFault>;

const defaultWaitMs = 10_000;

/** What only tests use: waiting for a message, faults, and what Slack does by itself. */
export const testCalls: ControlGroup<'wait' | 'fault' | 'unfurl'> = {
  wait: {
    body: z.object({
      channel: z.string(),
      thread_ts: z.string().exactOptional(),
      contains: z.string(),
      notContains: z.string().exactOptional(),
      user: z.string().exactOptional(),
      timeoutMs: z.int().min(1).max(300_000).exactOptional(),
    }),
    async run(parts, { timeoutMs = defaultWaitMs, ...wanted }) {
      const found = await waitFor(parts, timeoutMs, (message) => matches(message, wanted));
      return { message: toControlMessage(parts.world, found) };
    },
  },
  fault: {
    body: Fault,
    run({ faults, sockets, messageRate }, fault) {
      if (fault.fault === 'message_rate_limit') messageRate.isOn = fault.times > 0;
      else if (fault.fault === 'refresh_requested') sockets?.requestRefresh();
      else if (fault.fault === 'socket_cut') sockets?.cut();
      else faults.arm(fault);
      return {};
    },
  },
  unfurl: {
    body: z.object({ channel: z.string(), ts: z.string(), url: z.string(), title: z.string() }),
    run(parts, { channel, ts, url, title }) {
      const message = parts.world.message(channel, ts);
      if (!message) throw new SlackRefusal('message_not_found');
      const attachments = [...(message.attachments ?? [])];
      attachments.push({
        id: attachments.length + 1,
        from_url: url,
        original_url: url,
        title,
        title_link: url,
        fallback: title,
      });
      return { message: toControlMessage(parts.world, changeMessage(parts, message, { attachments })) };
    },
  },
};

interface Wanted {
  channel: string;
  thread_ts?: string | undefined;
  contains: string;
  notContains?: string | undefined;
  user?: string | undefined;
}

function matches(message: MessageRecord, wanted: Wanted): boolean {
  if (message.channel !== wanted.channel) return false;
  if (wanted.thread_ts !== undefined && message.thread_ts !== wanted.thread_ts && message.ts !== wanted.thread_ts) {
    return false;
  }
  if (wanted.user !== undefined && message.user !== wanted.user && message.ephemeralFor !== wanted.user) return false;
  const text = [message.text, ...collectTexts(message.blocks), ...collectTexts(message.attachments)].join('\n');
  return text.includes(wanted.contains) && (wanted.notContains === undefined || !text.includes(wanted.notContains));
}

/** Every piece of text in blocks, in their order. */
function collectTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(collectTexts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const isText = ['text', 'title', 'details', 'output', 'label', 'caption', 'alt_text'].includes(key);
    if (typeof child === 'string') return isText ? [child] : [];
    return collectTexts(child);
  });
}

/** Looks again with everything that happens. @throws SlackRefusal `wait_timeout` */
function waitFor(
  { world, hub, outside }: Parts,
  timeoutMs: number,
  isWanted: (message: MessageRecord) => boolean,
): Promise<MessageRecord> {
  const find = (): MessageRecord | undefined =>
    [...world.channels.keys()].flatMap((channel) => world.messages(channel)).find(isWanted);
  const found = find();
  if (found) return Promise.resolve(found);
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const unsubscribe = hub.subscribe(null, (event) => {
      if (event.type !== 'message' && event.type !== 'message_changed') return;
      const message = world.message(event.message.channel, event.message.ts);
      if (!message || !isWanted(message)) return;
      over.abort();
      resolve(message);
    });
    outside.clock
      .sleep(timeoutMs, over.signal)
      .then(
        () => reject(new SlackRefusal('wait_timeout')),
        () => undefined,
      )
      .finally(unsubscribe);
  });
}
