import type { RemoteState } from './langfuse-source.ts';
import type { WebhookState } from './webhook-intake.ts';

/** One line about Langfuse as a source of prompts, for health. */
export function describeRemotes(
  states: readonly RemoteState[],
  webhook: WebhookState | null,
): { status: 'ok' | 'degraded'; detail: string } {
  const failing = states.filter(({ failure }) => failure !== null);
  const [first] = failing;
  const read = states.filter(({ fetchedAt }) => fetchedAt !== null);
  const parts = [
    states.length === 0 ? 'none asked for yet' : `${read.length} of ${states.length} read`,
    ...(first === undefined ? [] : [`${first.name}@${first.label}: ${first.failure}${runsInstead(first)}`]),
    ...(webhook === null
      ? ['no webhook']
      : [
          `webhook: ${webhook.takenCount} taken${momentOf(webhook.lastTakenAt)}`,
          ...(webhook.refusedCount === 0
            ? []
            : [`${webhook.refusedCount} refused${momentOf(webhook.lastRefusedAt)}, see its secret`]),
        ]),
  ];
  return { status: failing.length > 0 || isRefusing(webhook) ? 'degraded' : 'ok', detail: parts.join('; ') };
}

/** Refused after the last one that was taken. */
function isRefusing(webhook: WebhookState | null): boolean {
  return webhook?.lastRefusedAt != null && webhook.lastRefusedAt > (webhook.lastTakenAt ?? 0);
}

function runsInstead({ remoteVersion }: RemoteState): string {
  return remoteVersion === null
    ? ' The version of the files runs.'
    : ` The last good version (v${remoteVersion}) runs.`;
}

function momentOf(at: number | null): string {
  return at === null ? '' : ` (last at ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}
