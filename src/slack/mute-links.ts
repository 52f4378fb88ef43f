import type { Actor } from './access.ts';
import type { SlackServices } from './slack-dependencies.ts';

type Deps = Pick<SlackServices, 'access' | 'channelSettings' | 'outside'>;

/** Links of a site are not read by themselves in a channel any more, or again. @returns false where it was so already. */
export function muteSite(
  actor: Actor,
  channelId: string,
  site: string,
  isMuted: boolean,
  { access, channelSettings, outside }: Deps,
): Promise<boolean> {
  const { teamId, userId } = actor;
  const place = { teamId, channelId };
  const action = isMuted ? 'links.mute' : 'links.unmute';
  return access.change(actor, { action, target: `${channelId}/${site}` }, async () => {
    const result = isMuted
      ? await channelSettings.muteSite(place, site, userId, outside.clock.now())
      : await channelSettings.unmuteSite(place, site);
    return { result, before: result === isMuted ? 'read' : 'muted', after: isMuted ? 'muted' : 'read' };
  });
}

/** A person's own links are not read by themselves any more, anywhere, or again. @returns false where it was so already. */
export function mutePerson(
  actor: Actor,
  isMuted: boolean,
  { access, channelSettings, outside }: Deps,
): Promise<boolean> {
  const { teamId, userId } = actor;
  const action = isMuted ? 'links.mute' : 'links.unmute';
  return access.change(actor, { action, target: `person/${userId}` }, async () => {
    const result = isMuted
      ? await channelSettings.optOut({ teamId, userId }, outside.clock.now())
      : await channelSettings.optIn({ teamId, userId });
    return { result, before: result === isMuted ? 'read' : 'muted', after: isMuted ? 'muted' : 'read' };
  });
}
