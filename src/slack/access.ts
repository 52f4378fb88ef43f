import { AppError } from '../core/errors.ts';
import type { SlackSettings } from './settings.ts';

/** Who may do what; asked at the moment of the act, for commands, buttons and shortcuts alike. */
export interface Access {
  isAdmin(userId: string): boolean;
  /** @throws AppError `not_allowed`. */
  requireAdmin(userId: string): void;
  /** People of another workspace in a shared channel may read, not change. @throws AppError `not_allowed`. */
  requireMember(person: { teamId: string; homeTeamId: string | null }): void;
}

/** An empty list of admins means nobody. */
export function createAccess(settings: Pick<SlackSettings, 'adminUserIds'>): Access {
  const admins = new Set(settings.adminUserIds);
  return {
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
  };
}
