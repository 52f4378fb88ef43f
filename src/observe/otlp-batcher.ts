import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Outside } from '../core/outside.ts';
import type { DestinationSender } from './destination-sender.ts';
import { encodeSpans } from './encode-spans.ts';
import type { ExportSettings } from './settings.ts';
import { redactAttributes } from './span-attributes.ts';

/** Collects finished spans and hands them to every destination in batches, serialised once for all that want the same resource. */
export function createOtlpBatcher(
  settings: ExportSettings,
  outside: Outside,
  senders: readonly DestinationSender[],
  resource: Readonly<Record<string, string>>,
): SpanProcessor {
  let pending: ReadableSpan[] = [];
  let timerIsSet = false;
  const stop = new AbortController();
  const groups = [...Map.groupBy(senders, ({ destination }) => JSON.stringify(destination.resource)).values()].map(
    (group) => ({ group, resource: redactAttributes({ ...resource, ...group[0]?.destination.resource }) }),
  );

  function handOver(): void {
    const spans = pending;
    pending = [];
    if (spans.length === 0) return;
    for (const { group, resource } of groups) {
      try {
        const createdAt = outside.clock.now();
        for (const encoded of encodeSpans(spans, resource)) {
          for (const sender of group) sender.offer({ id: outside.newId(), createdAt, ...encoded });
        }
      } catch (error) {
        outside.log.error('spans could not be serialised', { error });
        for (const sender of group) sender.lose(spans.length, 'they could not be serialised');
      }
    }
  }

  function schedule(): void {
    if (timerIsSet) return;
    timerIsSet = true;
    outside.clock
      .sleep(settings.flushIntervalMs, stop.signal)
      .then(handOver, () => undefined)
      .finally(() => {
        timerIsSet = false;
        if (pending.length > 0 && !stop.signal.aborted) schedule();
      });
  }

  return {
    onStart: () => undefined,
    onEnd(span) {
      if (stop.signal.aborted) {
        for (const sender of senders) sender.lose(1, 'the program has stopped');
        return;
      }
      pending.push(span);
      if (pending.length >= settings.batchSize) handOver();
      else schedule();
    },
    async forceFlush() {
      handOver();
      const enough = new AbortController();
      const cap = outside.clock.sleep(settings.shutdownMs, enough.signal).catch(() => undefined);
      await Promise.race([Promise.all(senders.map((sender) => sender.settle())), cap]);
      enough.abort();
    },
    async shutdown() {
      handOver();
      stop.abort(new Error('tracing was shut down'));
      await Promise.all(senders.map((sender) => sender.close()));
    },
  };
}
