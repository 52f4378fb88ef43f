import type { AuditLog } from '../core/audit.ts';
import { AppError, toAppError } from '../core/errors.ts';
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
  /** Dotted and stable, for the audit log: `prompt.promote`. */
  action: string;
  target: string;
  needs: 'member' | 'admin';
  /** In the person's words. */
  reason?: string | null;
}

/** What came of it: the answer for the caller, and the state before and after for the audit log. */
export interface Change<T> {
  result: T;
  before: string | null;
  after: string | null;
}

/** Who may do what; asked at the moment of the act, for commands, buttons and shortcuts alike. */
export interface Access {
  isAdmin(userId: string): boolean;
  /** @throws AppError `not_allowed`. */
  requireAdmin(userId: string): void;
  /** People of another workspace in a shared channel may read, not change. @throws AppError `not_allowed`. */
  requireMember(person: { teamId: string; homeTeamId: string | null }): void;
  /**
   * The one door for everything that changes state: decides now, does the work, and writes the audit row; a refusal and a failure are rows too.
   * @throws AppError `not_allowed`, and what the work throws.
   */
  change<T>(actor: Actor, act: Act, work: () => Promise<Change<T>>): Promise<T>;
}

/** An empty list of admins means nobody. */
export function createAccess(settings: Pick<SlackSettings, 'adminUserIds'>, audit: Pick<AuditLog, 'record'>): Access {
  const admins = new Set(settings.adminUserIds);
  const access: Access = {
    isAdmin: (userId) => admins.has(userId),
    requireAdmin(userId) {
      if (admins.has(userId)) return;
      throw new AppError({
        code: 'not_allowed',
        message: 'That is up to the admins of this app.',
        hint:
          admins.size === 0
            ? 'No admin is set yet: put user ids in the setting slack.adminUserIds.'
            : 'Ask one of them.',
      });
    },
    requireMember({ teamId, homeTeamId }) {
      if (homeTeamId === null || homeTeamId === teamId) return;
      throw new AppError({
        code: 'not_allowed',
        message: 'Only members of this workspace can do that.',
        hint: 'Ask somebody of the workspace that runs this app.',
      });
    },
    async change(actor, act, work) {
      const { action, target, needs, reason = null } = act;
      const row = { teamId: actor.teamId, actorId: actor.userId, action, target, reason };
      const nothing = { before: null, after: null };
      try {
        access.requireMember(actor);
        if (needs === 'admin') access.requireAdmin(actor.userId);
      } catch (thrown) {
        await audit.record({ ...row, ...nothing, outcome: 'refused' });
        throw thrown;
      }
      try {
        const { result, before, after } = await work();
        await audit.record({ ...row, before, after, outcome: 'done' });
        return result;
      } catch (thrown) {
        await audit.record({ ...row, ...nothing, after: toAppError(thrown).code, outcome: 'failed' });
        throw thrown;
      }
    },
  };
  return access;
}
