import { changeMessage, deleteMessage, postMessage } from './message-acts.ts';
import type { Parts } from './parts.ts';
import type { JsonObject, MessageRecord } from './records.ts';
import type { ResponsePlace } from './response-addresses.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { createArguments } from './web-api/arguments.ts';
import { readContent, readMetadata } from './web-api/message-content.ts';

/**
 * Does what an answer to a command or a `response_url` says: posts (ephemeral unless `in_channel`), replaces or deletes the original.
 * @throws SlackRefusal as a posting call does
 */
export function applyResponse(parts: Parts, place: ResponsePlace, answer: JsonObject): void {
  const args = createArguments(answer);
  const original = place.messageTs === null ? undefined : parts.world.message(place.channel, place.messageTs);
  if (args.flag('delete_original')) {
    if (original) removeOriginal(parts, original);
    return;
  }
  const content = readContent(parts, args);
  // Slack replaces the original of a click only where it is told to, and cannot where there is none.
  if (args.flag('replace_original') && original) {
    replaceOriginal(parts, original, content);
    return;
  }
  const metadata = readMetadata(args);
  const threadTs = args.text('thread_ts') ?? (original?.thread_ts === undefined ? undefined : original.thread_ts);
  const { botUserId, botId, appId } = parts.world.identity;
  postMessage(parts, place.channel, {
    user: botUserId,
    bot_id: botId,
    app_id: appId,
    ...content,
    ...(metadata && { metadata }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(args.text('response_type') !== 'in_channel' && { ephemeralFor: place.userId }),
  });
}

function replaceOriginal(parts: Parts, original: MessageRecord, content: Partial<MessageRecord>): void {
  if (original.bot_id !== parts.world.identity.botId) throw new SlackRefusal('cant_update_message');
  changeMessage(parts, original, { blocks: [], attachments: [], ...content });
}

function removeOriginal(parts: Parts, original: MessageRecord): void {
  if (original.ephemeralFor === undefined) {
    deleteMessage(parts, original);
    return;
  }
  parts.world.removeMessage(original.channel, original.ts);
  parts.hub.publish({ type: 'message_deleted', channel: original.channel, ts: original.ts });
}
