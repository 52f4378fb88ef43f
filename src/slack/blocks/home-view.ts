import type { HomeView, RichTextSection } from '@slack/types';
import type { StoredSummary } from '../../core/ports.ts';
import { literal } from './literal.ts';
import { pageAddress } from './page-address.ts';
import { rich } from './rich-text.ts';

export interface HomeFacts {
  /** Newest first; only summaries this person may see. */
  recent: readonly Pick<StoredSummary, 'url' | 'evidence' | 'outcome'>[];
  /** Which settings matter to people, e.g. `{ label: 'Writer', value: 'extractive, no model' }`. */
  settings: readonly { label: string; value: string }[];
}

const maxRecent = 10;

/** App Home: what Gloss does, the person's recent links, how it is set up. */
export function renderHome(facts: HomeFacts, isAdmin: boolean, commandLines: readonly string[]): HomeView {
  const recent = facts.recent.slice(0, maxRecent).map(recentLine);
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Gloss reads the links you post', emoji: false } },
      rich.block(
        rich.section(
          rich.text(
            'Post a link in a channel where I am a member, or send it to me here. I answer in the thread with a summary in which every sentence can be traced to the page: press Where from? to see the quotes.',
          ),
        ),
      ),
      { type: 'divider' },
      rich.block(
        rich.section(rich.bold('Your recent links')),
        recent.length === 0 ? rich.section(rich.text('None yet.')) : rich.bullets(recent),
      ),
      { type: 'divider' },
      rich.block(
        rich.section(rich.bold('Set up')),
        rich.bullets([
          ...facts.settings
            .slice(0, 20)
            .map(({ label, value }) => rich.section(rich.text(`${literal(label, 80)}: ${literal(value, 200)}`))),
          rich.section(
            rich.text(
              isAdmin ? 'You are an admin of this app.' : 'Changes for everybody are up to the admins of this app.',
            ),
          ),
        ]),
      ),
      { type: 'divider' },
      rich.block(
        rich.section(rich.bold('Commands')),
        rich.bullets(commandLines.map((line) => rich.section(rich.text(literal(line, 300))))),
      ),
    ],
  };
}

function recentLine(summary: HomeFacts['recent'][number]): RichTextSection {
  const title = literal(summary.evidence?.sources[0]?.title ?? '', 120);
  const address = pageAddress(summary);
  const ending = summary.outcome === 'failed' ? ' (no summary)' : '';
  if (address === null) return rich.section(rich.text(`${title || 'a link'}${ending}`));
  return rich.section(
    rich.link(address.url, address.host),
    rich.text(` ${summary.outcome === 'failed' ? '' : title}${ending}`),
  );
}
