import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { LinkRecord } from '../../core/library.ts';
import { linksInMessage } from '../../core/slack-text.ts';
import { canonicalUrl } from '../../core/url.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { linksReport, type ShownLink } from '../blocks/links/links-report.ts';
import type { Audience } from '../link-finder.ts';
import { showLinks } from '../show-links.ts';
import { createVerb, type Verb } from '../run-verb.ts';
import { siteOf } from './site-of.ts';
import type { CommandRequest } from '../commands/command.ts';
import type { SlackServices } from '../slack-dependencies.ts';

const dayMs = 86_400_000;
const listOptions = z.object({
  site: optionKinds.text(200).optional(),
  by: optionKinds.user().optional(),
  window: optionKinds.duration({ minMs: 3_600_000, maxMs: 3650 * dayMs }).optional(),
  limit: optionKinds.count(1, 25).default(10),
  share: optionKinds.switch(),
});

const search = createVerb({
  name: 'search',
  usage: 'WORDS [--site example.org] [--by @person] [--window 30d] [--limit 10] [--share]',
  summary: 'finds links that were read before, by words of their titles, summaries and pages.',
  options: listOptions,
  words: { min: 1, max: 20 },
  async run({ words, options }, request, services) {
    const asked = words.join(' ');
    const audience = audienceOf(request, options.share);
    const found = await services.links.search(asked, audience, filterOf(options, services));
    const report = linksReport(showLinks(found, services), {
      title: `Links about “${asked}”`,
      none: 'No link that you may see has these words. Fewer or other words may find some.',
      note: 'best first, of the channels you can read',
      namesPeople: !options.share,
    });
    return { report, share: options.share };
  },
});

const recent = createVerb({
  name: 'recent',
  usage: '[--site example.org] [--by @person] [--window 30d] [--limit 10] [--share]',
  summary: 'lists the newest links.',
  options: listOptions,
  async run({ options }, request, services) {
    const found = await services.links.recent(audienceOf(request, options.share), filterOf(options, services));
    const report = linksReport(showLinks(found, services), {
      title: 'Recent links',
      none: 'No link was read yet in the channels you can read.',
      note: 'newest first, of the channels you can read',
      namesPeople: !options.share,
    });
    return { report, share: options.share };
  },
});

const related = createVerb({
  name: 'related',
  usage: 'URL [--share]',
  summary: 'lists links about the same things as one that was read before.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, services) {
    const audience = audienceOf(request, options.share);
    const page = await readPage(word, audience, services);
    const found: ShownLink[] = showLinks(await services.links.related(page.summaryId, audience, 8), services);
    const report = linksReport(found, {
      title: 'Related in this workspace',
      none: 'Nothing else that was read here is about the same things.',
      note: `related to ${page.title}, closest first`,
      namesPeople: !options.share,
    });
    return { report, share: options.share };
  },
});

export const findVerbs: readonly Verb[] = [search, recent, related];

/** What is shared is seen by everybody there. */
function audienceOf(request: CommandRequest, isShared: boolean): Audience {
  const { teamId, userId, channelId } = request;
  return isShared ? { teamId, everybodyIn: channelId } : { teamId, userId };
}

function filterOf(options: z.output<typeof listOptions>, services: SlackServices) {
  const { site, by, window, limit } = options;
  return {
    limit,
    ...(site === undefined ? {} : { site: siteOf(site) }),
    ...(by === undefined ? {} : { requestedBy: by }),
    ...(window === undefined ? {} : { fromMs: services.outside.clock.now() - window }),
  };
}

/** @throws AppError `bad_arguments`, `unknown_link`: whoever may not see a link does not learn that there is one. */
async function readPage(word: string, audience: Audience, services: SlackServices): Promise<LinkRecord> {
  const canonical = canonicalUrl(linksInMessage({ text: word })[0] ?? word);
  if (canonical === null) {
    throw new AppError({
      code: 'bad_arguments',
      message: `"${word}" is no web address.`,
      hint: 'Give the whole address, with https://.',
    });
  }
  const [page] = await services.links.ofPage(canonical, audience);
  if (page) return page;
  throw new AppError({
    code: 'unknown_link',
    message: 'I have not read this page in a channel that you can see.',
    hint: 'Post the link, and I read it.',
  });
}
