import { isIP, type Socket } from 'node:net';
import { Client, type buildConnector } from 'undici';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { FetchSettings } from '../settings.ts';
import { addressRefusal } from './address-refusal.ts';
import { checkRedirect, checkUrl, type CheckedUrl } from './check-url.ts';
import type { ContentKind } from './content-kind.ts';
import type { FetchedPage } from './fetched-page.ts';
import { failureOf, statusFailure } from './fetch-failure.ts';
import { openConnection, type OpenConnection } from './open-connection.ts';
import { readAnswer, type Answer } from './read-answer.ts';
import { refused } from './refused.ts';
import { siteOf } from './site-of.ts';
import { resolveBySystem, type ResolveHost } from './resolve-host.ts';
import { startDeadline } from '../../core/start-deadline.ts';

export interface FetchOptions {
  signal: AbortSignal;
  /** What the caller can read; default all. */
  kinds?: readonly ContentKind[];
  /** Further request headers, lower case; sent to the first origin only, never along a redirect to another. */
  headers?: Readonly<Record<string, string>>;
  /** A site as `siteOf` names it: a redirect that leaves it is refused. */
  withinSite?: string;
}

export interface SafeFetcher {
  /**
   * Fetches one page. Every hop is checked from the start, its name looked up once, every address of the answer checked, and the
   * connection opened to an address that was checked.
   * @throws AppError fetch_refused, fetch_timeout, fetch_too_large, fetch_status, fetch_wrong_type, fetch_network; the reason of
   *   `options.signal` where that fires.
   */
  fetch(url: string, options: FetchOptions): Promise<FetchedPage>;
}

export interface FetcherParts {
  /** In place of the system's resolver. */
  resolve?: ResolveHost;
  /** In place of a TCP or TLS connection. */
  connect?: OpenConnection;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** The only way to the network in this room. */
export function createSafeFetcher(settings: FetchSettings, outside: Outside, parts: FetcherParts = {}): SafeFetcher {
  const resolve = parts.resolve ?? resolveBySystem;
  const connect = parts.connect ?? openConnection;

  /** @returns addresses that may all be connected to */
  const addressesOf = async (target: CheckedUrl, signal: AbortSignal): Promise<readonly string[]> => {
    if (target.isLiteral) return [target.host];
    const addresses = await abortable(resolve(target.host), signal);
    if (addresses.length === 0) {
      throw new AppError({
        code: 'fetch_network',
        message: 'The host of this link has no address.',
        hint: 'Check the spelling of the link.',
      });
    }
    for (const address of target.isTrusted ? [] : addresses) {
      const reason = addressRefusal(address);
      if (reason !== null) throw refused(`its host leads to ${reason}`);
    }
    return addresses;
  };

  const connectToAny = async (
    target: CheckedUrl,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<Socket> => {
    let lastError: unknown;
    for (const address of addresses.slice(0, 4)) {
      using limit = startDeadline(outside.clock, signal, settings.connectTimeoutMs);
      try {
        return await connect(
          {
            address,
            port: target.port,
            secure: target.secure,
            serverName: isIP(target.host) === 0 ? target.host : null,
          },
          limit.signal,
        );
      } catch (error) {
        signal.throwIfAborted();
        lastError = error;
      }
    }
    throw lastError;
  };

  const askOnce = async (
    target: CheckedUrl,
    options: FetchOptions,
    isFirstOrigin: boolean,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const addresses = await addressesOf(target, signal);
    const socket = await connectToAny(target, addresses, signal);
    // A client of its own for every hop, bound to this one connection: none outlives the check of its address.
    const pinned: buildConnector.connector = (_, callback) =>
      queueMicrotask(() => {
        if (socket.destroyed) callback(new Error('The connection was closed.'), null);
        else callback(null, socket);
      });
    const client = new Client(target.url.origin, {
      connect: pinned,
      maxHeaderSize: settings.maxHeaderBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const hop = new AbortController();
    const firstByte = outside.clock.timeout(settings.firstByteTimeoutMs);
    const onLate = (): void => hop.abort(firstByte.reason);
    firstByte.addEventListener('abort', onLate, { once: true });
    try {
      const response = await client.request({
        method: 'GET',
        path: `${target.url.pathname}${target.url.search}`,
        headers: {
          'user-agent': settings.userAgent,
          accept: acceptHeader(options.kinds),
          'accept-language': 'en, *;q=0.5',
          'accept-encoding': 'gzip, deflate, br, zstd',
          ...(isFirstOrigin ? options.headers : {}),
        },
        signal: AbortSignal.any([signal, hop.signal]),
      });
      firstByte.removeEventListener('abort', onLate);
      return await readAnswer(response, target, options.kinds ?? null, settings, signal);
    } finally {
      firstByte.removeEventListener('abort', onLate);
      await client.destroy();
      socket.destroy();
    }
  };

  return {
    async fetch(url, options) {
      using total = startDeadline(outside.clock, options.signal, settings.totalTimeoutMs);
      const { signal } = total;
      try {
        let target = checkUrl(url, settings.allow);
        const first = target.url.origin;
        for (let hops = 0; ; hops += 1) {
          signal.throwIfAborted();
          const answer = await askOnce(target, options, target.url.origin === first, signal);
          if (answer.page) return { url, finalUrl: withoutFragment(target.url), ...answer.page };
          if (!redirectStatuses.has(answer.status) || answer.location === null) throw statusFailure(answer, outside);
          if (hops >= settings.maxRedirects) throw refused(`it redirects more than ${settings.maxRedirects} times`);
          target = checkRedirect(answer.location, target.url, settings.allow);
          if (options.withinSite !== undefined && siteOf(target.url) !== options.withinSite) {
            throw refused('it redirects to another site');
          }
        }
      } catch (error) {
        options.signal.throwIfAborted();
        throw failureOf(error, total.isOver, settings);
      }
    },
  };
}

/** A fragment is the reader's place on the page, not part of its address. */
function withoutFragment(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length);
}

const acceptByKind: Readonly<Record<ContentKind, string>> = {
  html: 'text/html, application/xhtml+xml',
  text: 'text/plain;q=0.8',
  markdown: 'text/markdown;q=0.8',
  json: 'application/json;q=0.8',
  feed: 'application/atom+xml;q=0.8, application/rss+xml;q=0.8, application/xml;q=0.7',
  pdf: 'application/pdf;q=0.9',
};

function acceptHeader(kinds: readonly ContentKind[] | undefined): string {
  const wanted = kinds ?? (Object.keys(acceptByKind) as ContentKind[]);
  return wanted.map((kind) => acceptByKind[kind]).join(', ');
}

/** Name look-ups cannot be stopped; the wait for them can. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
