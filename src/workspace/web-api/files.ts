import { normalizeAppText } from '../app-text.ts';
import { createFile, shareFiles } from '../files.ts';
import { toApiFile } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { FileRecord, JsonObject } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type ApiArguments, createArguments, isObject } from './arguments.ts';
import { appAuthor } from './chat.ts';
import { findJoinedChannel } from './lookup.ts';
import { readBlocks } from './message-content.ts';
import type { ApiMethods } from './method.ts';

export const fileMethods: ApiMethods = {
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    run(parts, args) {
      const name = args.requiredText('filename');
      const length = args.number('length') ?? Number.NaN;
      if (!Number.isInteger(length) || length <= 0) throw new SlackRefusal('invalid_arguments');
      if (length > parts.settings.maxFileBytes) throw new SlackRefusal('file_upload_size_restricted');
      const file = createFile(parts, name, length, parts.world.identity.botUserId);
      return { upload_url: `${parts.origin()}/upload/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    run(parts, args) {
      const files = (args.list('files') ?? []).map((entry) => findUploaded(parts, entry));
      if (files.length === 0) throw new SlackRefusal('invalid_arguments');
      const channels = [args.text('channel_id'), ...(args.text('channels')?.split(',') ?? [])];
      for (const channelId of new Set(channels)) {
        if (channelId === undefined || channelId === '') continue;
        share(parts, files, findJoinedChannel(parts, createArguments({ channel: channelId })).id, args);
      }
      return { files: files.map((file) => toApiFile(parts, parts.world.files.get(file.id))) };
    },
  },
  'files.info': {
    scopes: ['files:read'],
    run(parts, args) {
      const file = toApiFile(parts, parts.world.files.get(args.requiredText('file')));
      if (!file) throw new SlackRefusal('file_not_found');
      return { file, comments: [], response_metadata: { next_cursor: '' } };
    },
  },
  'files.delete': {
    scopes: ['files:write'],
    run(parts, args) {
      const file = parts.world.files.get(args.requiredText('file'));
      if (!file) throw new SlackRefusal('file_not_found');
      if (file.userId !== parts.world.identity.botUserId) throw new SlackRefusal('cant_delete_file');
      parts.world.removeFile(file.id);
      return {};
    },
  },
};

function findUploaded({ world }: Parts, entry: unknown): FileRecord {
  const { id, title }: JsonObject = isObject(entry) ? entry : {};
  const file = typeof id === 'string' ? world.files.get(id) : undefined;
  if (!file || !world.fileContent(file.id)) throw new SlackRefusal('file_not_found');
  const titled = { ...file, title: typeof title === 'string' && title !== '' ? title : file.title };
  world.saveFile(titled);
  return titled;
}

function share(parts: Parts, files: readonly FileRecord[], channel: string, args: ApiArguments): void {
  const threadTs = args.text('thread_ts');
  const blocks = readBlocks(parts, args);
  const content = {
    ...appAuthor(parts, args),
    text: normalizeAppText(args.text('initial_comment') ?? ''),
    ...(blocks && { blocks }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
  };
  shareFiles(parts, files, channel, content);
}
