import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Outside } from '../../src/core/outside.ts';
import type { TestWorkspace } from './test-workspace.ts';

export interface RunningBolt extends AsyncDisposable {
  app: App;
}

// A cut socket is part of some tests; Bolt would print it as an error.
const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** A real Bolt app on the workspace's Socket Mode; it reconnects after 100 ms instead of 5 s. */
export async function startBolt({ address }: TestWorkspace<Outside>, listen: (app: App) => void): Promise<RunningBolt> {
  const clientOptions = { slackApiUrl: address.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: address.appToken,
    logger: silentLogger,
    clientPingTimeout: 100,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: address.botToken, receiver, logger: silentLogger, clientOptions });
  listen(app);
  await app.start();
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}

/** A real Bolt app that takes signed requests on `port`. */
export async function startHttpBolt(
  options: { apiUrl: string; botToken: string; signingSecret: string; port: number },
  listen: (app: App) => void,
): Promise<RunningBolt> {
  const { apiUrl, botToken, signingSecret, port } = options;
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const clientOptions = { slackApiUrl: apiUrl, retryConfig: { retries: 0 } };
  const app = new App({ token: botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  listen(app);
  await app.start(port);
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}
