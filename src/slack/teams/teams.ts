import { createTeam, type Team, type TeamParts } from './team.ts';
import { homeUnknown } from './tenancy.ts';

/** What is done in each workspace; kept for those that were heard of last. */
export interface Teams {
  /** @throws AppError `team_not_installed`; `slack_not_started` before Slack has said who we are. */
  of(teamId: string): Promise<Team>;
  /** The same without waiting, for what may be left out: null where it is not there yet, and then it will be soon. */
  kept(teamId: string): Team | null;
  /** The workspace of those who operate Gloss. @throws AppError `home_team_unknown`, and what `of` throws. */
  home(): Promise<Team>;
  /** A figure changed that App Home shows. */
  changed(where?: 'here' | 'elsewhere'): void;
  /** The app is removed there. */
  forget(teamId: string): Promise<void>;
  stop(): Promise<void>;
}

const maxKept = 200;

export function createTeams(parts: TeamParts): Teams {
  const { tenancy } = parts;
  const teams = new Map<string, Team>();

  const of = async (asked: string): Promise<Team> => {
    const known = teams.get(asked);
    if (known !== undefined) {
      teams.delete(asked);
      teams.set(asked, known);
      return known;
    }
    const found = await tenancy.find(asked);
    const { teamId } = found.identity;
    const team = teams.get(teamId) ?? createTeam(found, parts);
    teams.set(teamId, team);
    const [oldest] = teams.keys();
    if (teams.size > maxKept && oldest !== undefined) await forget(oldest);
    return team;
  };

  const forget = async (teamId: string): Promise<void> => {
    const team = teams.get(teamId);
    teams.delete(teamId);
    await team?.services.homes.stop();
  };

  return {
    of,
    kept(teamId) {
      const known = teams.get(teamId);
      if (known !== undefined) return known;
      of(teamId).catch((error: unknown) =>
        parts.outside.log.debug('something was left out that a workspace would have shown', { teamId, error }),
      );
      return null;
    },
    async home() {
      const teamId = await tenancy.homeTeam();
      if (teamId === null) throw homeUnknown();
      return of(teamId);
    },
    changed(where) {
      for (const { services } of teams.values()) services.homes.changed(where);
    },
    forget,
    async stop() {
      for (const teamId of teams.keys()) await forget(teamId);
    },
  };
}
