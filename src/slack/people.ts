import type { UsersInfoResponse } from '@slack/web-api';
import type { Clock } from '../core/outside.ts';
import type { SlackCalls } from './slack-calls.ts';

/** What Slack says of an account. */
export interface PersonFacts {
  /** The workspaces it belongs to. */
  teamIds: readonly string[];
  /** As others see it; null where Slack does not say. */
  name: string | null;
  standing: 'member' | 'guest' | 'bot' | 'deactivated' | 'stranger';
  /** Runs the workspace: its owners and admins. */
  isWorkspaceAdmin: boolean;
}

/** Who people are and where they belong, as Slack says it; kept for a minute. Null everywhere: Slack does not say. */
export interface People {
  find(userId: string): Promise<PersonFacts | null>;
  ofGroup(groupId: string): Promise<ReadonlySet<string> | null>;
  /** At most 5,000 of them. */
  ofChannel(channelId: string): Promise<ReadonlySet<string> | null>;
}

const keptMs = 60_000;
const maxKept = 5000;
const maxPages = 5;

export function createPeople(calls: Pick<SlackCalls, 'optional'>, clock: Pick<Clock, 'now'>): People {
  const infos = keepAMinute(clock, async (user) => {
    const answer = await calls.optional('users.info', (client) => client.users.info({ user }));
    return answer?.user === undefined ? null : factsOf(answer.user);
  });
  const groups = keepAMinute(clock, async (usergroup) => {
    const answer = await calls.optional('usergroups.users.list', (client) =>
      client.usergroups.users.list({ usergroup }),
    );
    return answer?.users === undefined ? null : new Set(answer.users);
  });
  const channels = keepAMinute(clock, async (channel) => {
    const members = new Set<string>();
    let cursor = '';
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await calls.optional('conversations.members', (client) =>
        client.conversations.members({ channel, limit: 1000, ...(cursor === '' ? {} : { cursor }) }),
      );
      if (answer?.members === undefined) return null;
      for (const member of answer.members) members.add(member);
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return members;
  });
  return { find: infos, ofGroup: groups, ofChannel: channels };
}

/** Asks once for what is asked for several times within a minute; what could not be had is asked for anew. */
function keepAMinute<T>(
  clock: Pick<Clock, 'now'>,
  ask: (id: string) => Promise<T | null>,
): (id: string) => Promise<T | null> {
  const kept = new Map<string, { at: number; answer: Promise<T | null> }>();
  return async (id) => {
    const now = clock.now();
    const known = kept.get(id);
    if (known !== undefined && now - known.at < keptMs) return known.answer;
    const entry = { at: now, answer: ask(id) };
    kept.delete(id);
    kept.set(id, entry);
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    const answer = await entry.answer;
    if (answer === null && kept.get(id) === entry) kept.delete(id);
    return answer;
  };
}

function factsOf(user: NonNullable<UsersInfoResponse['user']>): PersonFacts {
  const teamIds = [user.team_id, ...(user.enterprise_user?.teams ?? [])].filter((id) => id !== undefined);
  const names = [user.profile?.display_name, user.real_name, user.name];
  return {
    teamIds,
    name: names.find((name) => name !== undefined && name !== '') ?? null,
    standing: standingOf(user),
    isWorkspaceAdmin: user.is_admin === true || user.is_owner === true,
  };
}

function standingOf(user: NonNullable<UsersInfoResponse['user']>): PersonFacts['standing'] {
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true || user.is_workflow_bot === true) return 'bot';
  if (user.is_stranger === true) return 'stranger';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}
