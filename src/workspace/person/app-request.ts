import type { EnvelopeKind } from '../delivery/transport.ts';
import type { Parts } from '../parts.ts';
import type { ChannelRecord, JsonObject } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { isObject } from '../web-api/arguments.ts';

/**
 * Sends a command or interaction of a person to the app. @returns what the app sent with its ack, null where nothing
 * @throws SlackRefusal `operation_timeout` where the app did not acknowledge; the person sees it too
 */
export async function askApp(
  parts: Parts,
  userId: string,
  kind: Exclude<EnvelopeKind, 'events_api'>,
  what: string,
  payload: JsonObject,
): Promise<JsonObject | null> {
  const delivery = await parts.link.deliver(kind, payload);
  if (delivery.acked) return isObject(delivery.body) && Object.keys(delivery.body).length > 0 ? delivery.body : null;
  parts.hub.publish({ type: 'operation_timeout', user: userId, what });
  throw new SlackRefusal('operation_timeout', { reason: delivery.reason });
}

/** The fields that every interaction payload has. */
export function interactionBase({ world }: Parts, type: string, userId: string): JsonObject {
  const { teamId, teamDomain, appId, verificationToken } = world.identity;
  const name = world.users.get(userId)?.name ?? '';
  return {
    type,
    team: { id: teamId, domain: teamDomain },
    user: { id: userId, username: name, name, team_id: teamId },
    api_app_id: appId,
    token: verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelReference(channel: ChannelRecord): JsonObject {
  const names = { public: channel.name, private: 'privategroup', im: 'directmessage' };
  return { id: channel.id, name: names[channel.kind] };
}

/** Seconds and microseconds, as `action_ts` has them. */
export function actionTime({ outside }: Parts): string {
  const now = outside.clock.now();
  return `${Math.floor(now / 1000)}.${String((now % 1000) * 1000).padStart(6, '0')}`;
}
