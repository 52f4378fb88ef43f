import type { Outside } from '../core/outside.ts';
import type { AppDescription } from './app-description.ts';
import type { AppLink } from './delivery/app-link.ts';
import type { SocketMode } from './delivery/socket-mode.ts';
import type { Faults } from './faults.ts';
import type { Hub } from './hub.ts';
import type { JsonObject } from './records.ts';
import type { ResponseAddresses } from './response-addresses.ts';
import type { WorkspaceSettings } from './settings.ts';
import type { Traffic } from './traffic.ts';
import type { Triggers } from './triggers.ts';
import type { StateValues } from './typed-values.ts';
import type { MessageRate } from './web-api/message-rate.ts';
import type { World } from './world.ts';

/** What the workspace is made of; its functions take this as their first argument. */
export interface Parts {
  settings: WorkspaceSettings;
  outside: Outside;
  app: AppDescription;
  world: World;
  hub: Hub;
  traffic: Traffic;
  faults: Faults;
  link: AppLink;
  triggers: Triggers;
  responses: ResponseAddresses;
  messageRate: MessageRate;
  /** Options an external select showed last, by `user:action_id`. */
  suggestions: Map<string, JsonObject[]>;
  /** What is chosen in messages, by `user:channel:ts`. */
  messageStates: Map<string, StateValues>;
  /** Resolves when everything that happened so far is stored. */
  stored: () => Promise<void>;
  /** `http://127.0.0.1:3000`, known once the server listens. */
  origin: () => string;
  /** A fresh Socket Mode address; null in HTTP mode. */
  samples: () => { title: string; url: string }[];
  /** null in HTTP mode. */
  sockets: SocketMode | null;
  openSocketAddress: () => string | null;
}
