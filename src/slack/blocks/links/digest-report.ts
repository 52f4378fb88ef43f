import type { Digest, DigestLink } from '../../../core/digest.ts';
import { formatDate, plural } from '../format-figures.ts';
import { literal } from '../literal.ts';
import type { Report } from '../report.ts';
import { rich } from '../rich-text.ts';
import { linkItem } from './links-report.ts';

/** A digest; it is for a whole channel, so nobody is named in it. */
export function digestReport(
  digest: Digest,
  rhythm: 'daily' | 'weekly',
  addressOf: (link: DigestLink) => string | null,
): Report {
  const { links, linkCount, themes, fromMs, toMs } = digest;
  const items = links.map((link) => {
    const item = linkItem({ ...link, address: addressOf(link) }, false);
    const praise = [
      link.reactionCount > 0 ? plural(link.reactionCount, 'reaction') : '',
      link.up > 0 ? `👍 ${link.up}` : '',
      link.down > 0 ? `👎 ${link.down}` : '',
    ].filter((part) => part !== '');
    return praise.length === 0 ? item : rich.section(...item.elements, rich.text(` · ${praise.join(' · ')}`));
  });
  const day = (ms: number): string => formatDate(new Date(ms).toISOString()) ?? '';
  return {
    title: rhythm === 'daily' ? 'Links of the day' : 'Links of the week',
    parts: [
      ...rich.blocks([rich.bullets(items)]).map((block) => ({ kind: 'rich' as const, block })),
      ...(themes.length === 0
        ? []
        : [
            { kind: 'heading' as const, text: 'Themes heating up' },
            {
              kind: 'text' as const,
              text: themes
                .map(({ name, count, countBefore }) => `${literal(name, 60)}: ${count} (before: ${countBefore})`)
                .join('; '),
            },
          ]),
      {
        kind: 'note',
        text: `${links.length} of ${plural(linkCount, 'link')}, ${day(fromMs)} to ${day(toMs)} · by reactions, votes and checks, best first`,
      },
    ],
  };
}
