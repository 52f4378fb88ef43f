import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '@slack/web-api';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { SlackSettings } from './settings.ts';
import type { SlackConnection } from './slack-app.ts';
import { webClientOptions } from './slack-calls.ts';
import type { SlackDependencies } from './slack-dependencies.ts';
import { createSocketKeeper, type SocketKeeper } from './socket-keeper.ts';

/**
 * How Slack reaches the app: a web socket that it opens, or requests to its port.
 * @param connection is kept up to date
 * @returns `reopen` closes a socket that brings nothing and opens another
 */
export function createReceiver(
  settings: SlackSettings,
  deps: Pick<SlackDependencies, 'routes' | 'fetch'>,
  connection: SlackConnection,
  logger: Logger,
  outside: Outside,
  onReconnected: () => void,
): Receiver & Partial<Pick<SocketKeeper, 'reopen'>> {
  if (settings.mode === 'http') {
    return new HTTPReceiver({
      signingSecret: required(settings.signingSecret, 'signingSecret', 'http'),
      endpoints: [settings.eventsPath],
      logger,
      ...(deps.routes ? { customRoutes: deps.routes } : {}),
    });
  }
  const receiver = new SocketModeReceiver({
    appToken: required(settings.appToken, 'appToken', 'socket'),
    logger,
    clientPingTimeout: 3000,
    // Ours: createSocketKeeper.
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...webClientOptions(settings, { logger, ...(deps.fetch ? { fetch: deps.fetch } : {}) }),
        timeout: settings.requestTimeoutMs,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const keeper = createSocketKeeper(receiver.client, settings, outside, connection, onReconnected);
  return {
    init: (app) => receiver.init(app),
    start: () => keeper.start(),
    stop: () => keeper.stop(),
    reopen: (why) => keeper.reopen(why),
  };
}

function required(value: string | null, name: string, mode: string): string {
  if (value !== null) return value;
  throw new AppError({ code: 'config_invalid', message: `slack.${name} is needed in ${mode} mode.` });
}
