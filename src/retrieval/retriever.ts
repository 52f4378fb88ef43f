import type { Evidence } from '../core/evidence.ts';
import type { Outside } from '../core/outside.ts';
import type { Retriever } from '../core/ports.ts';
import type { AdapterContext } from './adapter.ts';
import { adapters } from './adapters/index.ts';
import { buildEvidence, type EvidenceFrame } from './evidence/build-evidence.ts';
import { checkUrl } from './fetch/check-url.ts';
import { guessContentType } from './fetch/guess-content-type.ts';
import { isReadableLink } from './fetch/is-readable-link.ts';
import { givenPageFetcher } from './fetch/given-page-fetcher.ts';
import { refused } from './fetch/refused.ts';
import type { SafeFetcher } from './fetch/safe-fetcher.ts';
import { siteOf } from './fetch/site-of.ts';
import type { HtmlExtractor } from './html/html-extractor.ts';
import type { PageContent } from './page-content.ts';
import type { RetrievalSettings } from './settings.ts';

/** What the program has of this room: the port's two ways in, and one that fetches nothing. */
export interface PageRetriever extends Retriever {
  /**
   * Reads bytes that the caller has as if `url` had answered with them; no request leaves the machine.
   * @param contentType as a server would send it; where it is not known, the bytes decide.
   * @throws AppError as `fetchEvidence`; `fetch_refused` where the address itself may not be fetched.
   */
  evidenceFromHtml(
    url: string,
    bytes: Uint8Array,
    contentType: string | undefined,
    signal: AbortSignal,
  ): Promise<Evidence>;
}

export interface RetrieverParts {
  fetcher: SafeFetcher;
  htmlExtractor: Pick<HtmlExtractor, 'extract'>;
  /** `buildEvidence` in another thread; default: in this one. */
  buildEvidence?: (content: PageContent, frame: EvidenceFrame, signal: AbortSignal) => Promise<Evidence>;
}

const firstIds = { sourceId: 0, snippetId: 0, linkId: 0 };

/** Reads pages: the first adapter that knows the address does it, `generic` what none knows. */
export function createRetriever(settings: RetrievalSettings, outside: Outside, parts: RetrieverParts): PageRetriever {
  const readWith = async (
    fetcher: SafeFetcher,
    url: string,
    signal: AbortSignal,
    withinSite?: string,
  ): Promise<PageContent> => {
    const checked = checkUrl(url, settings.fetch.allow).url;
    const context: AdapterContext = {
      fetch: (address, options) => {
        // An adapter's own endpoint may lead on inside its site; the linked page itself may not leave the site it stands on.
        const bound = withinSite !== undefined && siteOf(new URL(address)) === withinSite ? { withinSite } : {};
        return fetcher.fetch(address, { ...options, ...bound, signal });
      },
      htmlExtractor: parts.htmlExtractor,
      settings,
      outside,
      signal,
    };
    for (const adapter of adapters) {
      if (!adapter.matches(checked)) continue;
      const content = await adapter.read(checked, context);
      if (content) return content;
      outside.log.debug('adapter passed the page on', { adapter: adapter.id });
    }
    throw new Error('The last adapter takes every page.');
  };

  const build = parts.buildEvidence ?? (async (content, given) => buildEvidence(content, given));
  const frame = (url: string, after: EvidenceFrame['after']): EvidenceFrame => ({
    url,
    fetchedAt: outside.clock.now(),
    maxTextLength: settings.maxTextLength,
    maxLinks: settings.maxLinks,
    allow: settings.fetch.allow,
    after,
  });

  return {
    async fetchEvidence(url, signal) {
      return build(await readWith(parts.fetcher, url, signal), frame(url, firstIds), signal);
    },

    async readLink(evidence, link, signal) {
      const known = evidence.links.find((one) => one.id === link.id && one.url === link.url);
      if (!known) throw refused('it is no link of the page');
      if (!isReadableLink(known.url, evidence.finalUrl, settings.fetch.allow))
        throw refused('it leads to another site');
      const site = siteOf(new URL(evidence.finalUrl));
      const content = await readWith(parts.fetcher, known.url, signal, site);
      return build(content, frame(known.url, idsAfter(evidence)), signal);
    },

    async evidenceFromHtml(url, bytes, contentType, signal) {
      const page = { url, bytes, contentType: contentType ?? guessContentType(bytes) };
      const fetcher = givenPageFetcher([page], settings.fetch);
      return build(await readWith(fetcher, url, signal), frame(url, firstIds), signal);
    },
  };
}

function idsAfter(evidence: Evidence): EvidenceFrame['after'] {
  const highest = (items: readonly { id: number }[]): number => Math.max(0, ...items.map((item) => item.id));
  return {
    sourceId: highest(evidence.sources),
    snippetId: highest(evidence.snippets),
    linkId: highest(evidence.links),
  };
}
