import type { StoredSummary } from '../core/ports.ts';
import { stemOf } from '../core/claims/stems.ts';
import { canonicalUrl } from '../core/url.ts';
import { contentWords } from '../core/words.ts';
import { commands } from './commands/index.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Something a person said to the app, in words. */
export interface Said {
  /** Without the app's name. */
  text: string;
  urls: readonly string[];
  teamId: string;
  channelId: string;
  messageTs: string;
  threadTs: string;
  userId: string;
  isDirect: boolean;
}

export interface Question {
  text: string;
  /** The page it is about. */
  summary: Pick<StoredSummary, 'id' | 'url'>;
}

/**
 * The question in what was said, and the page it is about: the one whose link stands in it, the one of the thread, or in a direct message the last
 * one. Only pages that may be shown where the answer will stand.
 * @returns null for a command, and where there is no page to ask about
 */
export async function findQuestion(said: Said, services: SlackServices): Promise<Question | null> {
  const text = said.text
    .replace(/<https?:[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const isQuestion = /[?？]\s*$/.test(text);
  if (text === '' || (isCommand(text) && !isQuestion)) return null;
  if (said.urls.length > 0) {
    // Words that only go with a link ("please read") are no question about it.
    if (!isQuestion || said.urls.length > 1) return null;
    const summary = await pageOfLink(said.urls[0] ?? '', said, services);
    return summary && { text, summary };
  }
  if (isCommand(text) && said.threadTs === said.messageTs) return null;
  const summary = (await pageOfThread(said, text, services)) ?? (said.isDirect ? await lastPage(said, services) : null);
  return summary && { text, summary };
}

function isCommand(text: string): boolean {
  const word = /^\/?([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  return word === 'help' || commands.some(({ name }) => name === word);
}

function audienceOf(said: Said) {
  const { teamId, userId, channelId, isDirect } = said;
  return isDirect ? { teamId, userId } : { teamId, everybodyIn: channelId };
}

async function pageOfLink(url: string, said: Said, services: SlackServices): Promise<Question['summary'] | null> {
  const canonical = canonicalUrl(url);
  const [link] = canonical === null ? [] : await services.links.ofPage(canonical, audienceOf(said));
  return link ? { id: link.summaryId, url: link.canonicalUrl } : null;
}

/** Of several in one thread, the one whose title and summary have most of the question's words. */
async function pageOfThread(said: Said, text: string, services: SlackServices): Promise<Question['summary'] | null> {
  if (said.threadTs === said.messageTs) return null;
  const wanted = new Set(contentWords(text).map(stemOf));
  const shared = ({ evidence, draft, known }: StoredSummary): number => {
    const tldr = draft?.tldr.map((sentence) => sentence.text) ?? known?.tldr ?? [];
    const own = new Set(contentWords([evidence?.sources[0]?.title ?? '', ...tldr].join(' ')).map(stemOf));
    return wanted.intersection(own).size;
  };
  const summaries = await services.summaries.inThread(said);
  const [best] = summaries.toSorted((a, b) => shared(b) - shared(a));
  return best ?? null;
}

/** In a direct message: what was talked about last there, else the last link the person posted. */
async function lastPage(said: Said, services: SlackServices): Promise<Question['summary'] | null> {
  const { teamId, userId, channelId } = said;
  const audience = { teamId, userId };
  const [here] = await services.library.recent({ teamId, channelIds: [channelId] }, { limit: 1 });
  const asked = await services.followUps.lastInChannel({ teamId, channelId });
  if (asked !== null && asked.createdAt > (here?.createdAt ?? 0)) {
    const summary = await services.summaries.get(asked.summaryId);
    if (summary !== null) return summary;
  }
  const link = here ?? (await services.links.recent(audience, { limit: 1, requestedBy: userId }))[0];
  return link ? { id: link.summaryId, url: link.canonicalUrl } : null;
}
