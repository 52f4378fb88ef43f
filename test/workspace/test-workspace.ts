import type { Outside } from '../../src/core/outside.ts';
import { forgetfulStorage, type WorkspaceStorage } from '../../src/core/workspace-storage.ts';
import type { AppDescription } from '../../src/workspace/app-description.ts';
import { createWorkspaceClient, type WorkspaceClient } from '../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../src/workspace/settings.ts';
import { createWorkspace, type WorkspaceAddress } from '../../src/workspace/workspace.ts';
import { createTestOutside, type TestOutside } from '../support/test-outside.ts';

export const designer = 'U0LOCALDSGN';
export const engineer = 'U0LOCALENGR';
export const botUser = 'U0LOCALGAPP';
export const general = 'C0LOCALGENE';
export const links = 'C0LOCALLINK';

const testApp: AppDescription = {
  name: 'Reader',
  commands: [{ command: '/echo', description: 'Says it again', usageHint: '[text]' }],
  messageShortcuts: [{ callbackId: 'read_links', name: 'Read links' }],
  globalShortcuts: [{ callbackId: 'new_note', name: 'New note' }],
};

export interface TestWorkspace<O extends Outside> extends AsyncDisposable {
  outside: O;
  address: WorkspaceAddress;
  client: WorkspaceClient;
  /** Calls a Web API method as the app, with a JSON body. */
  api: (method: string, args?: Record<string, unknown>, token?: string) => Promise<ApiReply>;
}

export interface ApiReply {
  status: number;
  headers: Headers;
  // The answers of forty methods: tests look at what they need.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface TestWorkspaceOptions {
  settings?: Partial<WorkspaceSettings>;
  app?: Partial<AppDescription>;
  storage?: WorkspaceStorage;
}

/** A workspace on any free port, with a held clock unless another outside is given. */
export function startTestWorkspace(options?: TestWorkspaceOptions): Promise<TestWorkspace<TestOutside>>;
export function startTestWorkspace<O extends Outside>(
  options: TestWorkspaceOptions,
  outside: O,
): Promise<TestWorkspace<O>>;
export async function startTestWorkspace(
  options: TestWorkspaceOptions = {},
  outside: Outside = createTestOutside(),
): Promise<TestWorkspace<Outside>> {
  const settings = WorkspaceSettings.parse({ port: 0, ...options.settings });
  const workspace = createWorkspace(settings, outside, {
    storage: options.storage ?? forgetfulStorage,
    app: { ...testApp, ...options.app },
  });
  const address = await workspace.start();
  return {
    outside,
    address,
    client: createWorkspaceClient(address.url, fetch),
    async api(method, args = {}, token = address.botToken) {
      const response = await fetch(`${address.apiUrl}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
        body: JSON.stringify(args),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    [Symbol.asyncDispose]: () => workspace.stop(),
  };
}
