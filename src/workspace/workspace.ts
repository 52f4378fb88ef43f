import { createServer } from 'node:http';
import type { Outside } from '../core/outside.ts';
import type { WorkspaceStorage } from '../core/workspace-storage.ts';
import type { AppDescription } from './app-description.ts';
import { createAppLink } from './delivery/app-link.ts';
import { createHttpRequests } from './delivery/http-requests.ts';
import { createSocketMode } from './delivery/socket-mode.ts';
import { createFaults } from './faults.ts';
import { createHub } from './hub.ts';
import { adminUserId, generalChannelId, openWorld } from './opening-state.ts';
import type { Parts } from './parts.ts';
import type { JsonObject } from './records.ts';
import { createRecordKeeper } from './record-keeper.ts';
import { createResponseAddresses } from './response-addresses.ts';
import type { WorkspaceSettings } from './settings.ts';
import { createTraffic } from './traffic.ts';
import { createTriggers } from './triggers.ts';
import { listenOnLoopback } from './web/listen.ts';
import { answerRequest } from './web/routes.ts';
import { readSamplePages } from './web/sample-pages.ts';
import { createWorld } from './world.ts';

/** Where the workspace is and how an app signs in. */
export interface WorkspaceAddress {
  /** Of the browser page, e.g. `http://127.0.0.1:3000`. */
  url: string;
  port: number;
  /** For `slackApiUrl`, with the slash at its end. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** The person who runs the workspace. */
  adminUserId: string;
  /** A channel that everybody is in. */
  generalChannelId: string;
  /** A page that can be read without a network. */
  samplePageUrl: string;
}

export interface Workspace {
  /** @throws AppError `port_taken` */
  start(): Promise<WorkspaceAddress>;
  /** Ends every connection and stores what is not stored yet. */
  stop(): Promise<void>;
}

/** A small, faithful Slack on the loopback interface: Web API, Socket Mode or signed HTTP requests, browser page and control API. */
export function createWorkspace(
  settings: WorkspaceSettings,
  outside: Outside,
  deps: { storage: WorkspaceStorage; app: AppDescription },
): Workspace {
  let running: { stop(): Promise<void> } | null = null;
  return {
    async start() {
      const started = await startWorkspace(settings, outside, deps.storage, deps.app);
      running = started;
      return started.address;
    },
    async stop() {
      await running?.stop();
      running = null;
    },
  };
}

async function startWorkspace(
  settings: WorkspaceSettings,
  outside: Outside,
  storage: WorkspaceStorage,
  app: AppDescription,
): Promise<{ address: WorkspaceAddress; stop(): Promise<void> }> {
  const records = await storage.load();
  const keeper = createRecordKeeper(storage, outside.log);
  const world = createWorld(records, keeper, outside);
  openWorld(world, app, outside, records.length === 0);
  const hub = createHub(world);
  const traffic = createTraffic(hub, outside);
  const faults = createFaults();
  const { requestUrl, ackTimeoutMs } = settings;
  const sockets =
    requestUrl === null
      ? createSocketMode(
          {
            appId: () => world.identity.appId,
            ackTimeoutMs,
            onConnection(isConnected) {
              hub.publish({ type: isConnected ? 'app_connected' : 'app_disconnected' });
              if (isConnected) link.resume();
            },
          },
          outside,
          faults,
        )
      : null;
  const transport =
    sockets ??
    createHttpRequests(
      { requestUrl: requestUrl ?? '', signingSecret: () => world.identity.signingSecret, ackTimeoutMs },
      outside,
      faults,
    );
  const underWay = {
    left: [...world.events.values()].toSorted((a, b) => Number(a['event_time']) - Number(b['event_time'])),
    begin: (payload: JsonObject) => world.saveEvent(payload),
    end: (payload: JsonObject) => world.removeEvent(payload),
  };
  const link = createAppLink(transport, underWay, faults, traffic, outside);
  const samples = readSamplePages();
  let port = settings.port;
  const origin = (): string => `http://127.0.0.1:${port}`;
  const parts: Parts = {
    settings,
    outside,
    app,
    world,
    hub,
    traffic,
    faults,
    link,
    sockets,
    triggers: createTriggers(outside, faults),
    responses: createResponseAddresses(outside),
    messageRate: { isOn: settings.messageRateLimit, lastPostAt: new Map() },
    suggestions: new Map(),
    messageStates: new Map(),
    stored: () => keeper.flush(),
    origin,
    samples: () => samples.map(({ path, title }) => ({ title, url: `${origin()}${path}` })),
    openSocketAddress: () => (sockets ? `ws://127.0.0.1:${port}/link?ticket=${sockets.issueTicket()}` : null),
  };
  const server = createServer((request, response) => void answerRequest(parts, samples, request, response));
  server.on('upgrade', (request, socket, head) => {
    if (sockets && request.url?.startsWith('/link?')) sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  port = await listenOnLoopback(server, settings.port);
  if (!sockets) link.resume();
  const { botToken, appToken, signingSecret } = world.identity;
  return {
    address: {
      url: origin(),
      port,
      apiUrl: `${origin()}/api/`,
      botToken,
      appToken,
      signingSecret,
      adminUserId,
      generalChannelId,
      samplePageUrl: `${origin()}${samples[0]?.path ?? '/'}`,
    },
    async stop() {
      link.stop();
      await sockets?.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await keeper.flush();
    },
  };
}
