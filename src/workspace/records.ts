/** The things a workspace keeps, as they are stored. */
export type JsonObject = Record<string, unknown>;

export interface UserRecord {
  id: string;
  name: string;
  realName: string;
  isBot: boolean;
  isAdmin: boolean;
}

export interface ChannelRecord {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  memberIds: string[];
  createdAt: number;
  creatorId: string;
}

export interface ReactionRecord {
  name: string;
  users: string[];
}

export interface MessageMetadata {
  event_type: string;
  event_payload: JsonObject;
}

export interface MessageRecord {
  channel: string;
  ts: string;
  thread_ts?: string;
  subtype?: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  /** Name given with chat:write.customize. */
  username?: string;
  text: string;
  client_msg_id?: string;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
  fileIds?: string[];
  reactions?: ReactionRecord[];
  edited?: { user: string; ts: string };
  metadata?: MessageMetadata;
  inviter?: string;
  /** Only this user may see it; such a message is neither stored nor readable by API. */
  ephemeralFor?: string;
  /** A streamed message that is still open. */
  streaming?: boolean;
  /** A reply that was also sent to the channel. */
  broadcast?: boolean;
}

export interface FileRecord {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  size: number;
  userId: string;
  createdAt: number;
  /** Where it was shared; empty while the upload is not completed. */
  shares: { channel: string; ts: string }[];
}

export interface ViewRecord {
  id: string;
  type: 'modal' | 'home';
  /** Who sees it. */
  userId: string;
  callback_id: string;
  title?: JsonObject;
  submit?: JsonObject | null;
  close?: JsonObject | null;
  blocks: JsonObject[];
  private_metadata: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  external_id: string;
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  errors?: Record<string, string>;
  /** What is typed or chosen, in the form of `view.state.values`. */
  values: Record<string, Record<string, JsonObject>>;
}

export interface UserGroupRecord {
  id: string;
  handle: string;
  name: string;
  userIds: string[];
}
