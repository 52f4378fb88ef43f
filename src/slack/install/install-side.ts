import type { CustomRoute } from '@slack/bolt';
import type { Outside } from '../../core/outside.ts';
import type { SlackSettings } from '../settings.ts';
import type { SlackCallsOptions } from '../slack-calls.ts';
import { createInstallRoutes } from './install-routes.ts';
import { createInstallServer } from './install-server.ts';
import type { Installing } from './installing.ts';

/** The side of the app that browsers see. */
export interface InstallSide {
  /** For the server that listens in http mode. */
  routes: CustomRoute[];
  /** @returns the port it listens on, null where another server does. @throws AppError `port_taken`. */
  start(): Promise<number | null>;
  stop(): Promise<void>;
}

/** @param deps.arrived called after the token is kept; `installing` is null with a token of the settings, which needs no pages */
export function createInstallSide(
  settings: SlackSettings,
  transport: Omit<SlackCallsOptions, 'token'>,
  outside: Outside,
  deps: { installing: Installing | null; arrived: (teamId: string) => Promise<void>; port: number },
): InstallSide {
  const { installing, arrived, port } = deps;
  if (installing === null) return { routes: [], start: () => Promise.resolve(null), stop: () => Promise.resolve() };
  const routes = createInstallRoutes(settings, transport, outside, {
    takeState: (...state) => installing.takeState(...state),
    async installed(installation) {
      await installing.installed(installation);
      await arrived(installation.teamId);
    },
  });
  if (settings.mode === 'http') return { routes, start: () => Promise.resolve(null), stop: () => Promise.resolve() };
  const server = createInstallServer(routes, port);
  return { routes, start: () => server.start(), stop: () => server.stop() };
}
