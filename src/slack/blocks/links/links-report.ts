import type { RichTextElement, RichTextSection } from '@slack/types';
import type { LinkRecord } from '../../../core/library.ts';
import { formatDate, plural } from '../format-figures.ts';
import { literal } from '../literal.ts';
import type { Report } from '../report.ts';
import { rich } from '../rich-text.ts';

export interface ShownLink extends LinkRecord {
  /** Of its summary in Slack; null where the server does not say. */
  address: string | null;
}

export interface LinksReportOptions {
  title: string;
  /** Said where there is none. */
  none: string;
  note: string;
  /** Names who posted each; left out where others see it, for a name there calls its person. */
  namesPeople: boolean;
}

/** A list of pages, each with a link to its summary, what it says and where it comes from. */
export function linksReport(links: readonly ShownLink[], options: LinksReportOptions): Report {
  const { title, none, note } = options;
  return {
    title,
    parts: [
      ...(links.length === 0
        ? [{ kind: 'text' as const, text: none }]
        : rich
            .blocks([rich.bullets(links.map((link) => linkItem(link, options.namesPeople)))])
            .map((block) => ({ kind: 'rich' as const, block }))),
      { kind: 'note', text: `n = ${plural(links.length, 'link')} · ${note}` },
    ],
  };
}

/** Title with the way to its summary, its first sentence, site, date, channel and person. */
export function linkItem(link: ShownLink, namesPerson: boolean): RichTextSection {
  const title = literal(link.title, 120) || link.site;
  const head: RichTextElement = link.address === null ? rich.bold(title) : rich.link(link.address, title);
  const date = formatDate(new Date(link.createdAt).toISOString());
  return rich.section(
    head,
    rich.text(` — ${literal(link.tldr, 180)} `),
    rich.italic([literal(link.site, 60), date].filter((part) => part !== null).join(' · ')),
    rich.text(' in '),
    // A direct message has no name to show.
    ...(link.channelId.startsWith('D') ? [rich.text('a direct message')] : [rich.channel(link.channelId)]),
    ...(namesPerson ? [rich.text(', posted by '), rich.user(link.requestedBy)] : []),
  );
}
