import { sendEvent } from './app-events.ts';
import { postMessage } from './message-acts.ts';
import type { Parts } from './parts.ts';
import type { FileRecord, MessageRecord } from './records.ts';

const mimetypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpg: 'image/jpeg',
  json: 'application/json',
  jsonl: 'application/jsonl',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'application/xml',
  yaml: 'application/yaml',
  zip: 'application/zip',
};

/** A file without content yet. */
export function createFile({ world, outside }: Parts, name: string, size: number, userId: string): FileRecord {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const file: FileRecord = {
    id: world.newId('F'),
    name,
    title: name,
    mimetype: mimetypes[ending] ?? 'application/octet-stream',
    filetype: ending in mimetypes ? ending : 'binary',
    size,
    userId,
    createdAt: outside.clock.now(),
    shares: [],
  };
  world.saveFile(file);
  return file;
}

/** Shares uploaded files in one message. */
export function shareFiles(
  parts: Parts,
  files: readonly FileRecord[],
  channel: string,
  content: Omit<MessageRecord, 'channel' | 'ts'>,
): MessageRecord {
  const isPerson = content.bot_id === undefined;
  const message = postMessage(parts, channel, {
    ...content,
    // Slack marks only people's file messages so.
    ...(isPerson && { subtype: 'file_share' }),
    fileIds: files.map((file) => file.id),
  });
  for (const file of files) {
    const shared = { ...file, shares: [...file.shares, { channel, ts: message.ts }] };
    parts.world.saveFile(shared);
    if (!parts.world.channels.get(channel)?.memberIds.includes(parts.world.identity.botUserId)) continue;
    sendEvent(parts, {
      type: 'file_shared',
      file_id: file.id,
      user_id: file.userId,
      file: { id: file.id },
      channel_id: channel,
      event_ts: message.ts,
    });
  }
  return message;
}
