import { AppError } from '../../core/errors.ts';
import type { Installation } from '../../core/installation.ts';
import type { Installing } from '../install/installing.ts';
import type { SlackSettings } from '../settings.ts';
import type { SlackIdentity } from '../slack-dependencies.ts';

/** What is needed to speak in a workspace. */
export interface TeamToken {
  identity: SlackIdentity;
  token: string;
}

/** In which workspaces the app is installed, as it is at this moment. */
export interface Tenancy {
  /** @throws AppError `team_not_installed`; `slack_not_started` before Slack has said who we are. */
  find(teamId: string): Promise<TeamToken>;
  teamIds(): Promise<string[]>;
  /** The workspace whose people operate Gloss; null where it is not known. */
  homeTeam(): Promise<string | null>;
}

/** One workspace by a token of the settings: whatever a payload says, it is meant. */
export function createSingleTenancy(
  settings: Pick<SlackSettings, 'botToken'>,
  identity: () => SlackIdentity | null,
): Tenancy {
  return {
    find() {
      const found = identity();
      if (found === null) return Promise.reject(notStarted());
      return Promise.resolve({ identity: found, token: settings.botToken ?? '' });
    },
    teamIds: () => Promise.resolve([identity()?.teamId].filter((id) => id !== undefined)),
    homeTeam: () => Promise.resolve(identity()?.teamId ?? null),
  };
}

/** Any number of workspaces, each by the installation that is stored for it and by no other. */
export function createInstalledTenancy(
  settings: Pick<SlackSettings, 'homeTeam'>,
  installing: Pick<Installing, 'find' | 'teamIds'>,
): Tenancy {
  return {
    async find(teamId) {
      const found = await installing.find(teamId);
      if (found === null) throw teamNotInstalled();
      return { identity: identityOf(found), token: found.botToken };
    },
    teamIds: () => installing.teamIds(),
    async homeTeam() {
      if (settings.homeTeam !== null) return settings.homeTeam;
      const [only, second] = await installing.teamIds();
      return only !== undefined && second === undefined ? only : null;
    },
  };
}

function identityOf({ teamId, botUserId, botId, teamUrl }: Installation): SlackIdentity {
  return { teamId, botUserId, botId, teamUrl };
}

function notStarted(): AppError {
  return new AppError({
    code: 'slack_not_started',
    message: 'The connection to Slack is not up yet.',
    retryable: true,
  });
}

function teamNotInstalled(): AppError {
  return new AppError({
    code: 'team_not_installed',
    message: 'Gloss is not installed in this workspace.',
    hint: 'Somebody there has to install it again.',
  });
}

export function homeUnknown(): AppError {
  return new AppError({
    code: 'home_team_unknown',
    message: 'It is not known which workspace operates Gloss.',
    hint: 'Put its id (T…) into the setting slack.homeTeam.',
  });
}
