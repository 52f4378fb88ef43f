import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '@slack/web-api';
import { AppError } from '../core/errors.ts';
import type { SlackSettings } from './settings.ts';
import type { SlackConnection } from './slack-app.ts';
import { webClientOptions } from './slack-calls.ts';
import type { SlackDependencies } from './slack-dependencies.ts';

/**
 * How Slack reaches the app: a web socket that it opens, or requests to its port.
 * @param connection is kept up to date
 */
export function createReceiver(
  settings: SlackSettings,
  deps: SlackDependencies,
  connection: SlackConnection,
  logger: Logger,
  onReconnected: () => void,
): Receiver {
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
    // Also the pause before a new connection when Slack asks for one; the library's 5 seconds lose that many seconds of clicks.
    clientPingTimeout: 3000,
    installerOptions: {
      clientOptions: webClientOptions(settings, { logger, ...(deps.fetch ? { fetch: deps.fetch } : {}) }),
    },
  });
  receiver.client.on('connected', () => {
    const isAgain = connection.state === 'disconnected';
    connection.state = 'connected';
    if (isAgain) onReconnected();
  });
  for (const event of ['disconnected', 'reconnecting', 'close']) {
    receiver.client.on(event, () => {
      if (connection.state !== 'stopped') connection.state = 'disconnected';
    });
  }
  return receiver;
}

function required(value: string | null, name: string, mode: string): string {
  if (value !== null) return value;
  throw new AppError({ code: 'config_invalid', message: `slack.${name} is needed in ${mode} mode.` });
}
