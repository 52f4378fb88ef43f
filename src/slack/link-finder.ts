import type { LinkFilter, LinkLibrary, LinkRecord, LinkScope, RelatedLink } from '../core/library.ts';
import type { Sight } from './sight.ts';

/** For whom links are looked up: one person, or everybody in a channel, who then all see the answer. */
export type Audience = { teamId: string; userId: string } | { teamId: string; everybodyIn: string };

/** The library as somebody may see it. */
export interface LinkFinder {
  search(words: string, audience: Audience, filter: LinkFilter): Promise<LinkRecord[]>;
  recent(audience: Audience, filter: LinkFilter): Promise<LinkRecord[]>;
  related(summaryId: string, audience: Audience, limit: number): Promise<RelatedLink[]>;
  /** Summaries of one page, newest first. */
  ofPage(canonicalUrl: string, audience: Audience): Promise<LinkRecord[]>;
}

export function createLinkFinder(library: LinkLibrary, sight: Sight): LinkFinder {
  const scopeOf = async (audience: Audience): Promise<LinkScope> => {
    const known = await library.channelIds(audience.teamId);
    const channelIds =
      'userId' in audience
        ? await sight.ofPerson(audience.userId, known)
        : await sight.ofChannel(audience.everybodyIn, known);
    return { teamId: audience.teamId, channelIds };
  };
  return {
    search: async (words, audience, filter) => library.search(words, await scopeOf(audience), filter),
    recent: async (audience, filter) => library.recent(await scopeOf(audience), filter),
    related: async (summaryId, audience, limit) => library.related(summaryId, await scopeOf(audience), limit),
    ofPage: async (canonicalUrl, audience) => library.ofPage(canonicalUrl, await scopeOf(audience)),
  };
}
