import { renderNote } from '../blocks/note-message.ts';
import type { ListenerEdge } from '../listener-edge.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import { isStoreFull } from '../store-full.ts';
import type { MessageEventEnvelope } from './message.ts';
import { readMessage } from './read-message.ts';

/** Tells who posted a link, once in five minutes, that it could not be stored and what becomes of it. The event stays with Slack. */
export function tellOfFullStore(
  { event }: Pick<MessageEventEnvelope, 'event'>,
  error: unknown,
  services: SlackServices,
  edge: ListenerEdge,
): void {
  if (!isStoreFull(error)) return;
  const news = readMessage(event, services.identity());
  if (news.kind !== 'posted' || news.urls.length === 0) return;
  const { userId, channelId, threadTs, messageTs } = news;
  const person = { userId, channelId, threadTs: threadTs === messageTs ? null : threadTs, respond: null };
  if (!services.waitNotes.isDue(person)) return;
  const note = renderNote(
    'The disk of Gloss is full, so your link could not be stored. It is not lost: Gloss reads it once there is room again.',
  );
  edge.start('full disk', person, async () => void (await services.tell(person, note)));
}
