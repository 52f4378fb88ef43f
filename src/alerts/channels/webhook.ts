import { signBody } from '../../core/body-signature.ts';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { AlertChannel, AlertNews } from '../alert-channel.ts';
import type { WebhookSettings } from '../settings.ts';
import { startDeadline } from '../../core/start-deadline.ts';

/** Statuses after which the same request may be taken later. */
const passing = new Set([408, 425, 429]);

/**
 * Posts every change as JSON. `x-gloss-signature: t=<unix seconds>,v1=<hex>` is HMAC-SHA256 over `t.body`, so that a receiver can tell that it
 * comes from here and is new. `id` is the same for the same change however often it is sent: a receiver that has it can leave it.
 */
export function createWebhookChannel(
  settings: WebhookSettings & { url: string; secret: string },
  outside: Pick<Outside, 'clock'>,
  fetch: typeof globalThis.fetch,
): AlertChannel {
  return {
    id: 'webhook',
    events: ['opened', 'acknowledged', 'muted', 'escalated', 'recovered', 'resolved', 'expired', 'rule_off'],
    takes: () => true,
    async deliver(news, signal) {
      const body = JSON.stringify(bodyOf(news));
      using deadline = startDeadline(outside.clock, signal, settings.timeoutMs);
      const response = await fetch(settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'gloss-alerts',
          'x-gloss-signature': signBody(settings.secret, outside.clock.now(), body),
        },
        body,
        // An address that sends elsewhere is not the one that was set up.
        redirect: 'manual',
        signal: deadline.signal,
      }).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new AppError({
          code: 'webhook_unreachable',
          message: 'The webhook could not be reached.',
          hint: 'Check alerts.webhook.url and the receiver.',
          retryable: true,
          cause,
        });
      });
      await response.body?.cancel();
      if (response.ok) return { place: String(response.status) };
      const retryAfter = Number(response.headers.get('retry-after'));
      throw new AppError({
        code: 'webhook_status',
        message: `The webhook answered with status ${response.status}.`,
        hint: 'Check alerts.webhook.url and the receiver.',
        retryable: response.status >= 500 || passing.has(response.status),
        ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1000 } : {}),
      });
    },
  };
}

function bodyOf({ alert, words, event }: AlertNews): object {
  const { windowFromMs, windowToMs, evidence } = alert;
  return {
    id: `${alert.id}:${event.number}`,
    type: `alert.${event.kind}`,
    at: isoOf(event.at),
    actorId: event.actorId,
    alert: {
      id: alert.id,
      rule: { id: alert.ruleId, name: alert.ruleName, type: alert.ruleType },
      severity: alert.severity,
      status: alert.status,
      scope: words.scope,
      title: words.title,
      value: alert.value,
      threshold: alert.threshold,
      unit: words.unit,
      n: alert.n,
      window: { from: isoOf(windowFromMs), to: isoOf(windowToMs) },
      repeatCount: alert.repeatCount,
      openedAt: isoOf(alert.openedAt),
      resolvedAt: alert.resolvedAt === null ? null : isoOf(alert.resolvedAt),
      resolution: alert.resolution,
      traces: evidence.traces,
      note: evidence.note,
    },
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
