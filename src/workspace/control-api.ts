/**
 * The local workspace's control API: what the browser page and the end-to-end tests use to act as a person.
 * Every call is `POST /control/<name>` with a JSON body and answers `{ ok: true, … }` or `{ ok: false, error }` with status 200.
 * `GET /control/events?user=U…` is a server-sent event stream of `WorkspaceEvent`.
 */
export interface WorkspaceUser {
  id: string;
  name: string;
  realName: string;
  isBot: boolean;
  isAdmin: boolean;
}

export interface WorkspaceChannel {
  id: string;
  name: string;
  /** `im` is the direct message between `user` and the app. */
  kind: 'public' | 'private' | 'im';
  memberIds: string[];
}

export interface WorkspaceFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  /** Path on the workspace's own address. */
  downloadPath: string;
}

export interface WorkspaceMessage {
  channel: string;
  ts: string;
  /** Present in threads; equals `ts` on a root with replies. */
  thread_ts?: string;
  user?: string;
  bot_id?: string;
  text: string;
  blocks?: unknown[];
  attachments?: unknown[];
  files?: WorkspaceFile[];
  reactions?: { name: string; users: string[] }[];
  edited?: { user: string; ts: string };
  reply_count?: number;
  latest_reply?: string;
  /** Who replied, at most five. */
  reply_users?: string[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  subtype?: string;
  /** Only this user may see it. */
  ephemeralFor?: string;
  /** A streamed message that is still open. */
  streaming?: boolean;
}

export interface WorkspaceView {
  id: string;
  type: 'modal' | 'home';
  callback_id?: string;
  title?: { type: 'plain_text'; text: string };
  submit?: { type: 'plain_text'; text: string };
  close?: { type: 'plain_text'; text: string };
  blocks: unknown[];
  private_metadata?: string;
  hash: string;
  /** Field errors from the last submission, by block_id. */
  errors?: Record<string, string>;
}

export interface WorkspaceCommand {
  command: string;
  description: string;
  usageHint: string;
}

/** `POST /control/state {user}`: everything the page needs to draw itself for that user. */
export interface WorkspaceState {
  team: { id: string; name: string };
  app: { id: string; botUserId: string; botId: string; name: string; connected: boolean };
  users: WorkspaceUser[];
  channels: WorkspaceChannel[];
  commands: WorkspaceCommand[];
  messageShortcuts: { callbackId: string; name: string }[];
  globalShortcuts: { callbackId: string; name: string }[];
  /** Links to sample pages that can be read offline, to offer to a first-time visitor. */
  samples: { title: string; url: string }[];
}

export type WorkspaceEvent =
  | { type: 'message'; message: WorkspaceMessage }
  | { type: 'message_changed'; message: WorkspaceMessage }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'view_opened' | 'view_updated'; user: string; view: WorkspaceView }
  | { type: 'view_closed'; user: string; viewId: string; all: boolean }
  | { type: 'home'; user: string; view: WorkspaceView }
  /** The app did not acknowledge in 3 s. */
  | { type: 'operation_timeout'; user: string; what: string }
  | { type: 'status'; channel: string; thread_ts: string; status: string }
  | { type: 'app_connected' | 'app_disconnected' }
  | { type: 'traffic'; entry: TrafficEntry };

/** One line of the traffic panel: an API call of the app, or an envelope sent to it. */
export interface TrafficEntry {
  id: number;
  at: number;
  direction: 'to_app' | 'from_app';
  /** Method, or envelope type and event type. */
  what: string;
  /** Request or payload, tokens masked. */
  body: unknown;
  /** Answer or ack; null until it comes. */
  answer: unknown;
  /** Milliseconds to the answer; null until it comes. */
  tookMs: number | null;
  error: string | null;
}

/** Bodies and answers of `POST /control/<name>`. */
export interface ControlCalls {
  state: { body: { user: string }; answer: WorkspaceState };
  history: {
    body: { user: string; channel: string; thread_ts?: string; limit?: number };
    answer: { messages: WorkspaceMessage[] };
  };
  /** `text` is what a person types: the server encodes it as Slack does (links, mentions, `&`), with a rich_text block and client_msg_id. */
  post: {
    body: { user: string; channel: string; text: string; thread_ts?: string };
    answer: { message: WorkspaceMessage };
  };
  /** A person shares a file; `content` is base64. */
  upload: {
    body: { user: string; channel: string; name: string; content: string; text?: string; thread_ts?: string };
    answer: { message: WorkspaceMessage };
  };
  edit: { body: { user: string; channel: string; ts: string; text: string }; answer: { message: WorkspaceMessage } };
  delete: { body: { user: string; channel: string; ts: string }; answer: object };
  react: { body: { user: string; channel: string; ts: string; name: string; remove?: boolean }; answer: object };
  /** A click on any interactive element. `value` etc. is filled from the element itself; `selected` carries option values, `input` typed text. */
  click: {
    body: {
      user: string;
      container: { channel: string; ts: string } | { viewId: string };
      block_id?: string;
      action_id: string;
      selected?: string[];
      input?: string;
      /** What else is typed in the same view or message, as in `submit`. */
      values?: Record<string, Record<string, string | string[]>>;
    };
    answer: object;
  };
  /** `values`: block_id → action_id → what was typed (string) or chosen (string[]). Answer has `errors` where the app refused. */
  submit: {
    body: { user: string; viewId: string; values: Record<string, Record<string, string | string[]>> };
    answer: { errors?: Record<string, string>; closed: boolean };
  };
  closeView: { body: { user: string; viewId: string }; answer: object };
  /** Typed slash command; `text` without the command. */
  command: { body: { user: string; channel: string; command: string; text: string }; answer: object };
  shortcut: { body: { user: string; callbackId: string; channel?: string; ts?: string }; answer: object };
  openHome: { body: { user: string; tab?: 'home' | 'messages' }; answer: { view: WorkspaceView | null } };
  /** Options of an external select. */
  suggest: {
    body: {
      user: string;
      container: { channel: string; ts: string } | { viewId: string };
      action_id: string;
      query: string;
    };
    answer: { options: unknown[] };
  };
  /** Waits until a message of the channel (or thread) matches; used by tests. `contains` is looked for in the text and all block text. */
  wait: {
    body: {
      channel: string;
      thread_ts?: string;
      contains: string;
      notContains?: string;
      user?: string;
      timeoutMs?: number;
    };
    answer: { message: WorkspaceMessage };
  };
  traffic: { body: { after?: number }; answer: { entries: TrafficEntry[] } };
  /** Arms a fault; see `WorkspaceFault`. `times` 0 disarms. */
  fault: { body: WorkspaceFault; answer: object };
  /** Creates a user or channel, joins or leaves; used by tests. */
  addUser: { body: { name: string; realName?: string; isAdmin?: boolean }; answer: { user: WorkspaceUser } };
  addChannel: {
    body: { name: string; kind?: 'public' | 'private'; memberIds: string[] };
    answer: { channel: WorkspaceChannel };
  };
  /** Slack adds the preview of a link to a person's message: the app hears a `message_changed` without an edit. */
  unfurl: { body: { channel: string; ts: string; url: string; title: string }; answer: { message: WorkspaceMessage } };
  /** `user` may be the app's bot user: people invite it, or take it out. */
  join: { body: { user: string; channel: string }; answer: { channel: WorkspaceChannel } };
  leave: { body: { user: string; channel: string }; answer: { channel: WorkspaceChannel } };
  addUserGroup: { body: { handle: string; name: string; userIds: string[] }; answer: { id: string } };
}

export type WorkspaceFault =
  /** The next `times` events are delivered twice (same event id). */
  | { fault: 'duplicate_event'; times: number }
  /** The next `times` acks of the app are treated as lost, so the envelope is sent again. */
  | { fault: 'drop_ack'; times: number }
  /** The next `times` calls of `method` (or any) answer 429 with Retry-After. */
  | { fault: 'rate_limited'; times: number; method?: string; retryAfterSeconds?: number }
  /** The next `times` calls answer HTTP 500. */
  | { fault: 'server_error'; times: number; method?: string }
  /** `unknown_method` for this method until disarmed. */
  | { fault: 'unknown_method'; times: number; method: string }
  | { fault: 'refresh_requested'; times: number }
  | { fault: 'expired_trigger'; times: number }
  /** Cuts the socket(s) at once. */
  | { fault: 'socket_cut'; times: number }
  /** 1 message a second per channel, then 429: on (1) or off (0). */
  | { fault: 'message_rate_limit'; times: number };
