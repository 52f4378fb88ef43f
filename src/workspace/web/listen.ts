import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../core/errors.ts';

const portsTried = 20;

/** Listens on the loopback interface, on `port` or the next free one. @returns the port @throws AppError `port_taken` */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  for (let candidate = port; candidate < port + portsTried && candidate <= 65_535; candidate += 1) {
    if (await tryPort(server, candidate)) return (server.address() as AddressInfo).port;
  }
  throw new AppError({
    code: 'port_taken',
    message: `No port from ${port} to ${port + portsTried - 1} is free for the local workspace.`,
    hint: 'Set the port of the workspace to a free one.',
  });
}

function tryPort(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, '127.0.0.1');
  });
}
