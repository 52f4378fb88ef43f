import type { ChannelAccess } from './channel-access.ts';
import type { People } from './people.ts';

/**
 * Who may be shown what was read in which channel. Asked each time, and whatever cannot be found out is not shown. Being an admin of this app
 * opens no channel.
 */
export interface Sight {
  /** Of these channels, those whose messages the person can read in Slack: public ones (guests only where they are members) and those they are in. */
  ofPerson(userId: string, channelIds: readonly string[]): Promise<string[]>;
  /** Of these channels, those whose links everybody in `channelId` may be shown: the channel itself and, unless other workspaces are in it, public ones. */
  ofChannel(channelId: string, channelIds: readonly string[]): Promise<string[]>;
}

export interface SightDeps {
  channels: Pick<ChannelAccess, 'facts'>;
  people: Pick<People, 'find' | 'ofChannel'>;
  /** The workspace the app is installed in. */
  teamId: () => string;
}

export function createSight({ channels, people, teamId }: SightDeps): Sight {
  const isFullMember = async (userId: string): Promise<boolean> => {
    const person = await people.find(userId);
    return person?.standing === 'member' && person.teamIds.includes(teamId());
  };
  const mayRead = async (userId: string, channelId: string): Promise<boolean> => {
    if ((await channels.facts(channelId)).isPublic && (await isFullMember(userId))) return true;
    return (await people.ofChannel(channelId))?.has(userId) === true;
  };
  const mayShow = async (channelId: string, other: string): Promise<boolean> => {
    if (channelId === other) return true;
    if ((await channels.facts(channelId)).isShared) return false;
    return (await channels.facts(other)).isPublic;
  };
  const those = async (ids: readonly string[], isOne: (id: string) => Promise<boolean>): Promise<string[]> => {
    const chosen: string[] = [];
    for (const id of ids) if (await isOne(id)) chosen.push(id);
    return chosen;
  };

  return {
    ofPerson: (userId, channelIds) => those(channelIds, (channelId) => mayRead(userId, channelId)),
    ofChannel: (channelId, channelIds) => those(channelIds, (other) => mayShow(channelId, other)),
  };
}
