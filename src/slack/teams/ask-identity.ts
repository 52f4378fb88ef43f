import { AppError } from '../../core/errors.ts';
import type { Log } from '../../core/outside.ts';
import type { SlackSettings } from '../settings.ts';
import { createSlackCalls, type SlackCallsOptions } from '../slack-calls.ts';
import type { SlackIdentity } from '../slack-dependencies.ts';

/** Asks Slack whose a token is. @throws AppError `slack_invalid_auth`, `slack_unreachable` and the like. */
export async function askIdentity(
  token: string,
  settings: SlackSettings,
  transport: Omit<SlackCallsOptions, 'token'>,
  log: Log,
): Promise<SlackIdentity> {
  const calls = createSlackCalls(settings, log, { ...transport, token: () => Promise.resolve(token) });
  const answer = await calls.interactive((client) => client.auth.test());
  if (answer.team_id === undefined || answer.user_id === undefined) {
    throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say which app this token belongs to.' });
  }
  return {
    teamId: answer.team_id,
    botUserId: answer.user_id,
    botId: answer.bot_id ?? null,
    teamUrl: answer.url ?? null,
  };
}
