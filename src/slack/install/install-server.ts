import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CustomRoute } from '@slack/bolt';
import { AppError } from '../../core/errors.ts';

/** Serves the pages of an installation in socket mode, where no other server listens. */
export interface InstallServer {
  /** @returns the port. @throws AppError `port_taken`. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

const requestTimeoutMs = 30_000;

export function createInstallServer(routes: readonly CustomRoute[], port: number): InstallServer {
  const server: Server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes.find(({ path, method }) => path === pathname && method === request.method);
    if (route === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      return;
    }
    route.handler(Object.assign(request, { params: {} }), response);
  });
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) =>
          reject(
            new AppError({
              code: 'port_taken',
              message: `Port ${port} for the pages of an installation cannot be listened on.`,
              hint: 'Set another one (PORT).',
              cause,
            }),
          ),
        );
        server.listen(port, () => resolve((server.address() as AddressInfo).port));
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
