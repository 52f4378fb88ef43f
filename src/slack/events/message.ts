import { readAskedMessage } from '../asked-message.ts';
import { renderIntakeNote } from '../blocks/intake-note.ts';
import { renderNote } from '../blocks/note-message.ts';
import { parseSummarizeRequest } from '../summarize-request.ts';
import type { SummaryLength } from '../../core/summary.ts';
import type { ListenerEdge } from '../listener-edge.ts';
import { runSpokenCommand } from '../run-command.ts';
import type { IntakeOutcome } from '../../core/intake.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import { hasCode } from '../slack-error.ts';
import type { Person } from '../tell.ts';
import { findQuestion } from '../find-question.ts';
import { forgetMessage } from './forget-message.ts';
import { type MessageNews, readMessage } from './read-message.ts';

export interface MessageEventEnvelope {
  event: object;
  teamId: string;
  eventId: string;
  /** `app_mention` comes besides `message` for one post; only it (and a direct message) is answered in words. */
  type: 'message' | 'app_mention';
}

type Place = Pick<Extract<MessageNews, { kind: 'posted' }>, 'userId' | 'channelId' | 'threadTs' | 'messageTs'>;

/**
 * Stores what a message means before it returns, so that the acknowledgement can follow; whatever fails here makes Slack send the event
 * again. Answers in words run on their own afterwards.
 */
export async function onMessage(
  envelope: MessageEventEnvelope,
  services: SlackServices,
  edge: ListenerEdge,
): Promise<void> {
  const { teamId, eventId, type } = envelope;
  const news = readMessage(envelope.event, services.identity());
  switch (news.kind) {
    case 'ignored':
      services.outside.log.debug('a message was passed over', { reason: news.reason });
      return;
    case 'deleted':
      await services.intake.deleted({ teamId, channelId: news.channelId, messageTs: news.messageTs, eventId });
      await forgetMessage({ teamId, channelId: news.channelId, messageTs: news.messageTs }, services, edge);
      return;
    case 'edited': {
      const { channelId, messageTs, threadTs, userId, addedUrls, removedUrls } = news;
      const edit = { teamId, channelId, messageTs, threadTs, userId, addedUrls, removedUrls, eventId };
      const outcome = await services.intake.edited(edit);
      tellWhatIsLeftOut(outcome, personOf(news), services, edge);
      return;
    }
    case 'posted': {
      const { threadTs, urls, isDirect } = news;
      if (await takeQuestion(news, teamId, services, edge)) return;
      if (type === 'message') await hearReply(news, teamId, services);
      const { spoken, outcome } = await takeLinks(news, { teamId, eventId }, services);
      const person = personOf(news);
      if (spoken === null || (type === 'message' && !isDirect)) {
        if (spoken === null && type === 'message') tellWhatIsLeftOut(outcome, person, services, edge);
        return;
      }
      edge.start('spoken command', person, async () => {
        const note = outcome === null ? null : renderIntakeNote(outcome);
        if (note) await services.tell(person, note);
        await runSpokenCommand({ text: spoken, teamId, hasLinks: urls.length > 0, threadTs }, person, services);
      });
    }
  }
}

/** Stores a question about a page that was read. @returns false where there is none */
async function takeQuestion(
  news: Extract<MessageNews, { kind: 'posted' }>,
  teamId: string,
  services: SlackServices,
  edge: ListenerEdge,
): Promise<boolean> {
  const spoken = spokenTo(news, services);
  if (spoken === null) return false;
  const { channelId, messageTs, threadTs, userId, urls, isDirect } = news;
  const place = { teamId, channelId, threadTs, userId };
  const question = await findQuestion({ ...place, messageTs, text: spoken, urls, isDirect }, services);
  if (question === null) return false;
  const { text, summary } = question;
  const asked = { ...place, questionTs: messageTs, question: text, summaryId: summary.id, url: summary.url };
  const { later } = await services.ask(asked);
  const person = personOf(news);
  if (later !== null && services.waitNotes.isDue(person)) {
    edge.start('question that waits', person, async () => void (await services.tell(person, renderNote(later))));
  }
  return true;
}

/** Stores what a person said in the thread of a summary, so that it can be heard what they think of it. */
async function hearReply(
  { channelId, messageTs, threadTs, text }: Extract<MessageNews, { kind: 'posted' }>,
  teamId: string,
  services: SlackServices,
): Promise<void> {
  if (threadTs === messageTs) return;
  // Of several the newest: what is said follows what was read.
  const [summary] = await services.summaries.inThread({ teamId, channelId, threadTs });
  if (summary) await services.heardReply({ summaryId: summary.id, channelId, messageTs, text });
}

/** Under a message of which links are read; where none is, nobody expects an answer. A second delivery creates none, so it is told once. */
function tellWhatIsLeftOut(
  outcome: IntakeOutcome | null,
  person: Person,
  services: SlackServices,
  edge: ListenerEdge,
): void {
  if (outcome === null || outcome.created === 0) return;
  const { skipped, later } = outcome;
  const waits = later !== undefined && services.waitNotes.isDue(person) ? { later } : {};
  const note = renderIntakeNote({ skipped, ...waits });
  if (note) edge.start('links left out', person, async () => void (await services.tell(person, note)));
}

function personOf({ userId, channelId, threadTs, messageTs }: Place): Person {
  return { userId, channelId, threadTs: threadTs === messageTs ? null : threadTs, respond: null };
}

/** Stores the links of a message that was found in a history, a person's or one that a slash command posted; what was said to the app in words is not answered any more. @returns how many are new */
export async function onMissedMessage(message: object, services: SlackServices): Promise<number> {
  const identity = services.identity();
  const asked = readAskedMessage(message, identity);
  if (asked !== null) return (await services.intake.posted(asked)).created;
  const news = readMessage(message, identity);
  if (news.kind !== 'posted') return 0;
  const found = { teamId: identity.teamId, eventId: null, postedAtMs: Math.floor(Number(news.messageTs) * 1000) };
  const { outcome } = await takeLinks(news, found, services);
  return outcome?.created ?? 0;
}

/** `spoken` is what was said to the app, null where the message does not speak to it; `outcome` is null where there is no link. */
async function takeLinks(
  news: Extract<MessageNews, { kind: 'posted' }>,
  event: { teamId: string; eventId: string | null; postedAtMs?: number },
  services: SlackServices,
): Promise<{ spoken: string | null; outcome: IntakeOutcome | null }> {
  const { channelId, messageTs, threadTs, userId, urls } = news;
  const spoken = spokenTo(news, services);
  if (urls.length === 0) return { spoken, outcome: null };
  const length = spoken === null ? null : lengthAskedFor(spoken);
  const links = { ...event, channelId, messageTs, threadTs, userId, urls, length, asked: spoken !== null };
  return { spoken, outcome: await services.intake.posted(links) };
}

/** What was said to the app: all of a direct message, and what follows its name elsewhere. */
function spokenTo(news: Extract<MessageNews, { kind: 'posted' }>, services: SlackServices): string | null {
  return spokenText(news.text, services.identity().botUserId) ?? (news.isDirect ? news.text : null);
}

/** What follows the app's name at the start of a message; null where the message does not begin with it. */
function spokenText(text: string, botUserId: string): string | null {
  const match = /^\s*<@([A-Z0-9]+)(?:\|[^>]*)?>[\s,:]*/.exec(text);
  return match?.[1] === botUserId ? text.slice(match[0].length) : null;
}

/** A wrong option is said in the answer to the words; the link is read all the same. */
function lengthAskedFor(spoken: string): SummaryLength | null {
  try {
    return parseSummarizeRequest(spoken).length;
  } catch (error) {
    if (hasCode(error, 'bad_arguments')) return null;
    throw error;
  }
}
