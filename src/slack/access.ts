import type { AuditLog } from '../core/audit.ts';
import { AppError, toAppError } from '../core/errors.ts';
import type { RateLimits } from '../core/rate-limit.ts';
import type { People } from './people.ts';
import { type Permission, permissions, type Role, roles } from './permissions.ts';
import type { SlackSettings } from './settings.ts';

/** Who does something, as Slack says it at this moment. */
export interface Actor {
  teamId: string;
  userId: string;
  /** The person's own workspace; null where Slack does not say it. */
  homeTeamId: string | null;
}

/** What somebody is about to change. */
export interface Act {
  /** A line of the table in permissions.ts, which says who may; it is the name in the audit log. */
  action: Permission;
  target: string;
  /** In the person's words. */
  reason?: string | null;
  /** Where it is about a channel: only who is in it may, and admins. */
  channelId?: string | null;
}

/** What came of it: the answer for the caller, and the state before and after for the audit log. */
export interface Change<T> {
  result: T;
  before: string | null;
  after: string | null;
}

/**
 * Who may do what; asked at the moment of the act, for commands, buttons, modals and shortcuts alike. Whoever is no full member of the
 * workspace, or of whom Slack does not say it, may nothing of it. Every refusal is a row of the audit log.
 */
export interface Access {
  /** For what is drawn: nothing is refused, nothing is recorded. */
  may(person: Pick<Actor, 'userId'>, permission: Permission): Promise<boolean>;
  /** Before something is shown that is not for all. @throws AppError `not_allowed`. */
  require(actor: Actor, permission: Permission, target: string): Promise<void>;
  /** The same for a whole command. @throws AppError `not_allowed`. */
  requireRole(actor: Actor, role: Role, what: { action: string; target: string }): Promise<void>;
  /**
   * The one door for everything that changes state: decides now, counts what is limited, does the work, and writes the audit row; a refusal
   * and a failure are rows too. @throws AppError `not_allowed`, `rate_limited`, and what the work throws.
   */
  change<T>(actor: Actor, act: Act, work: () => Promise<Change<T>>): Promise<T>;
}

/** Why somebody may not, as it stands in the audit log. */
type Refusal =
  | 'other_workspace'
  | 'unknown_person'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'stranger'
  | 'role'
  | 'not_home'
  | 'workspace_admin'
  | 'channel'
  | 'unknown_role';

export interface AccessDeps {
  audit: Pick<AuditLog, 'record'>;
  limits: Pick<RateLimits, 'take'>;
  people: People;
  /** The workspace it is asked in. */
  teamId: () => string;
  /** Whether that is the workspace of those who operate Gloss: the lists of roles count there and nowhere else. */
  isHome: () => Promise<boolean>;
}

/** What is needed for an act. */
type Asked = Pick<(typeof permissions)[Permission], 'role' | 'isLocal'>;

type RoleSettings = Pick<SlackSettings, 'admins' | 'operators' | 'readers'>;

export function createAccess(settings: RoleSettings, deps: AccessDeps): Access {
  const { audit, limits, people, teamId, isHome } = deps;
  const lists: Readonly<Record<Exclude<Role, 'member'>, readonly string[]>> = {
    admin: settings.admins,
    operator: settings.operators,
    reader: settings.readers,
  };

  /** @returns null where Slack does not say it */
  const isIn = async (entry: string, userId: string): Promise<boolean | null> => {
    if (entry === 'members' || entry === userId) return true;
    if (entry.startsWith('S')) return (await people.ofGroup(entry))?.has(userId) ?? null;
    if (/^[CG]/.test(entry)) return (await people.ofChannel(entry))?.has(userId) ?? null;
    return false;
  };

  const refusalOfRole = async (userId: string, role: Role): Promise<Refusal | null> => {
    if (role === 'member') return null;
    if (!(await isHome())) return 'not_home';
    const enough = roles.slice(roles.indexOf(role)).filter((name) => name !== 'member');
    const found = await Promise.all(enough.flatMap((name) => lists[name]).map((entry) => isIn(entry, userId)));
    if (found.includes(true)) return null;
    return found.includes(null) ? 'unknown_role' : 'role';
  };

  const refusalOf = async (actor: Actor, { role, isLocal }: Asked): Promise<Refusal | null> => {
    const own = teamId();
    if (actor.teamId !== own) return 'other_workspace';
    const person = await people.find(actor.userId);
    // Without Slack's word nobody is refused for a reason that Slack has given already.
    if (person === null)
      return actor.homeTeamId !== null && actor.homeTeamId !== own ? 'other_workspace' : 'unknown_person';
    if (person.standing !== 'member') return person.standing;
    if (!person.teamIds.includes(own)) return 'other_workspace';
    if (isLocal === true && !(await isHome())) return person.isWorkspaceAdmin ? null : 'workspace_admin';
    return refusalOfRole(actor.userId, role);
  };

  const refusalOfChannel = async (userId: string, channelId: string | null): Promise<Refusal | null> => {
    if (channelId === null || (await people.ofChannel(channelId))?.has(userId) === true) return null;
    return (await refusalOfRole(userId, 'admin')) === null ? null : 'channel';
  };

  const refuse = async (
    actor: Actor,
    role: Role,
    refusal: Refusal,
    row: { action: string; target: string; reason: string | null },
  ): Promise<never> => {
    // Of this workspace whoever it was: its admins are the ones who must see it.
    await audit.record({
      ...row,
      teamId: teamId(),
      actorId: actor.userId,
      before: null,
      after: refusal,
      outcome: 'refused',
    });
    throw refusalError(refusal, role, lists);
  };

  const requireAll = async (actor: Actor, asked: Asked, what: { action: string; target: string }): Promise<void> => {
    const refusal = await refusalOf(actor, asked);
    if (refusal !== null) await refuse(actor, asked.role, refusal, { ...what, reason: null });
  };

  return {
    requireRole: (actor, role, what) => requireAll(actor, { role }, what),
    async may({ userId }, permission) {
      return (await refusalOf({ userId, teamId: teamId(), homeTeamId: null }, permissions[permission])) === null;
    },
    require: (actor, permission, target) => requireAll(actor, permissions[permission], { action: permission, target }),
    async change(actor, act, work) {
      const { action, target, reason = null } = act;
      const { role, limit } = permissions[action];
      const refusal =
        (await refusalOf(actor, permissions[action])) ?? (await refusalOfChannel(actor.userId, act.channelId ?? null));
      if (refusal !== null) return refuse(actor, role, refusal, { action, target, reason });
      const row = { teamId: actor.teamId, actorId: actor.userId, action, target, reason };
      const end = (outcome: 'refused' | 'failed', thrown: unknown) =>
        audit.record({ ...row, before: null, after: toAppError(thrown).code, outcome });
      const taking = limit === undefined ? null : limits.take(limit, actor);
      const giveBack = await taking?.catch(async (thrown: unknown) => {
        await end('refused', thrown);
        throw thrown;
      });
      const change = await work().catch(async (thrown: unknown) => {
        await giveBack?.();
        await end('failed', thrown);
        throw thrown;
      });
      await audit.record({ ...row, before: change.before, after: change.after, outcome: 'done' });
      return change.result;
    },
  };
}

function refusalError(
  refusal: Refusal,
  role: Role,
  lists: Readonly<Record<Exclude<Role, 'member'>, readonly string[]>>,
): AppError {
  const error = (message: string, hint: string, retryable = false): AppError =>
    new AppError({ code: 'not_allowed', message, hint, retryable });
  if (refusal === 'unknown_person' || refusal === 'unknown_role') {
    return error(
      'Slack does not say right now whether you may do that, so it was not done.',
      'Try again in a minute; if it stays so, an admin should install the app again with the scopes of manifest.json.',
      true,
    );
  }
  if (refusal === 'channel') {
    return error('That is up to the people of that channel.', 'Join it, then press again.');
  }
  if (refusal === 'workspace_admin') {
    return error('That is up to the admins of this workspace.', 'Ask one of them.');
  }
  if (refusal === 'not_home') {
    return error('That is up to the people who run this app, in their own workspace.', 'Ask them.');
  }
  if (refusal !== 'role' || role === 'member') {
    return error(
      'Only members of this workspace can do that.',
      'Ask somebody with a full account in the workspace that runs this app.',
    );
  }
  return error(
    `That is up to the ${role}s of this app.`,
    lists.admin.length === 0 && lists[role].length === 0
      ? `No ${role} is set yet: put user ids in the setting slack.${role}s.`
      : 'Ask one of them.',
  );
}
