import type { ServerResponse } from 'node:http';
import type { CustomRoute } from '@slack/bolt';
import {
  AuthorizationError,
  type Installation as Answer,
  InstallProvider,
  type InstallURLOptions,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
} from '@slack/oauth';
import { AppError, toAppError } from '../../core/errors.ts';
import type { Installation } from '../../core/installation.ts';
import type { Outside } from '../../core/outside.ts';
import { gloss } from '../commands/gloss.ts';
import { slashName } from '../commands/command.ts';
import { botScopes } from '../manifest.ts';
import type { SlackSettings } from '../settings.ts';
import { type SlackCallsOptions, webClientOptions } from '../slack-calls.ts';
import { toSlackError } from '../slack-error.ts';
import { askIdentity } from '../teams/ask-identity.ts';
import type { Installing } from './installing.ts';
import { createInstallState, stateLifeMs } from './install-state.ts';
import { failurePage, installedPage, installPage, type Page, pageHeaders } from './install-pages.ts';

const cookieName = 'gloss-install';

/** The pages of Bolt's installer: where it begins, and where Slack sends people back to. */
export function createInstallRoutes(
  settings: SlackSettings,
  transport: Omit<SlackCallsOptions, 'token'>,
  outside: Outside,
  installing: Pick<Installing, 'installed' | 'takeState'>,
): CustomRoute[] {
  const { clientId, clientSecret, stateSecret, publicUrl, installPath, redirectPath } = settings;
  if (clientId === null || clientSecret === null || stateSecret === null || publicUrl === null) return [];
  const options: InstallURLOptions = { scopes: botScopes(), redirectUri: new URL(redirectPath, publicUrl).href };
  const clientOptions = {
    ...webClientOptions(settings, transport),
    timeout: settings.requestTimeoutMs,
    // A code is good for one exchange: what was lost on the way is begun again by the person.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateStore: createInstallState(stateSecret, options, installing, outside),
    stateCookieName: cookieName,
    stateCookieExpirationSeconds: stateLifeMs / 1000,
    authorizationUrl: new URL('/oauth/v2/authorize', settings.apiUrl).href,
    logger: transport.logger,
    clientOptions,
    renderHtmlForInstallPath: installPage,
    installationStore: {
      storeInstallation: async (answer) => installing.installed(await read(answer)),
      fetchInstallation: () => Promise.reject(new Error('tokens are read elsewhere')),
    },
  });

  /** @throws AppError `install_refused`; `slack_…` where Slack does not know the new token. */
  const read = async (answer: Answer): Promise<Installation> => {
    const { team, enterprise, bot, user } = answer;
    if (answer.isEnterpriseInstall === true || team === undefined) {
      throw refused('Gloss is installed workspace by workspace, not for a whole organisation.');
    }
    if (bot === undefined) throw refused('Slack gave no token for the app.');
    const identity = await askIdentity(bot.token, settings, transport, outside.log);
    if (identity.teamId !== team.id) throw refused('Slack named two workspaces for one installation.');
    return {
      ...identity,
      teamName: team.name ?? null,
      enterpriseId: enterprise?.id ?? null,
      botToken: bot.token,
      scopes: bot.scopes,
      installedBy: user.id || null,
      installedAt: outside.clock.now(),
    };
  };

  const fail = (thrown: unknown, response: ServerResponse): void => {
    const { status, error, mayBeginAgain } = explain(thrown);
    const id = outside.newId().replaceAll('-', '').slice(-8);
    outside.log.warn('an installation was not finished', { code: error.code, correlationId: id, error });
    const problem = { message: error.message, hint: error.hint ?? 'Try again in a minute.', id };
    send(response, failurePage(status, problem, mayBeginAgain ? installPath : null));
  };
  const command = `${slashName(gloss, settings.commandPrefix)} help`;

  return [
    {
      path: installPath,
      method: 'GET',
      handler(request, response) {
        setHeaders(response);
        provider.handleInstallPath(request, response, undefined, options).catch((error) => fail(error, response));
      },
    },
    {
      path: redirectPath,
      method: 'GET',
      handler(request, response) {
        setHeaders(response);
        const callback = {
          success: ({ team }: Pick<Answer, 'team'>) =>
            send(response, installedPage({ teamId: team?.id ?? '', teamName: team?.name ?? null, command })),
          failure: (error: unknown) => fail(error, response),
        };
        provider.handleCallback(request, response, callback).catch((error) => fail(error, response));
      },
    },
  ];
}

function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
}

function send(response: ServerResponse, { status, html }: Page): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response.writeHead(status).end(html);
}

function refused(message: string): AppError {
  return new AppError({ code: 'install_refused', message, hint: 'Choose one workspace on the page of Slack.' });
}

/** What went wrong, for a person in a browser; what is ours to know is in the log. */
function explain(thrown: unknown): { status: number; error: AppError; mayBeginAgain: boolean } {
  const begin = 'Begin again from the install page.';
  const own = (status: number, message: string, hint = begin) => {
    const error = new AppError({ code: 'install_not_finished', message, hint, cause: thrown });
    return { status, error, mayBeginAgain: true };
  };
  if (thrown instanceof AppError) {
    return { status: thrown.retryable ? 502 : 400, error: thrown, mayBeginAgain: true };
  }
  if (thrown instanceof AuthorizationError) {
    return own(200, 'Slack was not allowed to add Gloss, so nothing was changed.', 'You can begin again at any time.');
  }
  if (thrown instanceof InvalidStateError || thrown instanceof MissingStateError) {
    return own(400, 'This was not begun in this browser, or too long ago.');
  }
  if (thrown instanceof MissingCodeError) return own(400, 'Slack did not send the code that belongs here.');
  if (toAppError(toSlackError(thrown)).code.startsWith('slack_')) {
    const hint = 'A code can be used once and for a few minutes: begin again.';
    return own(502, 'Slack did not give Gloss a token for your workspace.', hint);
  }
  return own(500, 'Something went wrong on our side.', 'Try again in a minute.');
}
