import type { Log } from '../../core/outside.ts';
import { checkRoles } from '../check-roles.ts';
import { hasCode } from '../slack-error.ts';
import type { SlackSettings } from '../settings.ts';
import type { Teams } from './teams.ts';
import type { Tenancy } from './tenancy.ts';

/** Says at the start who holds no role, and where nobody can hold one. */
export async function checkHome(
  settings: Pick<SlackSettings, 'admins' | 'operators' | 'readers'>,
  tenancy: Pick<Tenancy, 'homeTeam'>,
  teams: Pick<Teams, 'of'>,
  log: Log,
): Promise<void> {
  const setting = 'slack.homeTeam';
  const teamId = await tenancy.homeTeam();
  if (teamId === null) {
    log.warn('nobody holds a role and no alert is posted: it is not known which workspace operates Gloss', { setting });
    return;
  }
  try {
    const { services } = await teams.of(teamId);
    void checkRoles(settings, services.people, log);
  } catch (error) {
    if (!hasCode(error, 'team_not_installed')) throw error;
    log.warn('Gloss is not installed in the workspace that operates it', { setting, teamId });
  }
}
