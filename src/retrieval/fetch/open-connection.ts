import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where a connection goes: an address that was checked, never a name. */
export interface ConnectionTarget {
  address: string;
  port: number;
  secure: boolean;
  /** The name that the certificate must carry; null where the URL holds an address. */
  serverName: string | null;
}

export type OpenConnection = (target: ConnectionTarget, signal: AbortSignal) => Promise<Socket>;

/** Opens a TCP or TLS connection to exactly this address; rejects with the signal's reason as soon as it fires. */
export const openConnection: OpenConnection = (target, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { address, port, secure, serverName } = target;
    const socket = secure
      ? connectTls({
          host: address,
          port,
          ALPNProtocols: ['http/1.1'],
          ...(serverName === null ? {} : { servername: serverName }),
        })
      : connectTcp({ host: address, port });
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      settle();
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
