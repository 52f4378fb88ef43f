import type { Button, KnownBlock, RichTextBlock } from '@slack/types';
import { escapeSlack } from '../../core/slack-text.ts';
import type { StoredSummary } from '../../core/ports.ts';
import type { Draft, DraftSentence } from '../../core/summary.ts';
import type { Evidence } from '../../core/evidence.ts';
import { actionIds, button } from './button.ts';
import type { ActionId } from './button.ts';
import { renderFailure, type SlackMessage } from './failure-message.ts';
import { fallbackText } from './fallback-text.ts';
import { formatCost, formatDate, formatDuration, formatLanguage, plural } from './format-figures.ts';
import { renderKnownPage } from './known-page-message.ts';
import { literal } from './literal.ts';
import { pageAddress } from './page-address.ts';
import { rich } from './rich-text.ts';
import { renderSummaryMenu } from './summary-menu.ts';
import { formatSummaryReference } from './summary-reference.ts';

/** What the message shows of a summary. */
export type ShownSummary = Pick<
  StoredSummary,
  | 'id'
  | 'revision'
  | 'url'
  | 'outcome'
  | 'known'
  | 'evidence'
  | 'draft'
  | 'failure'
  | 'length'
  | 'costUsd'
  | 'durationMs'
  | 'traceId'
>;

export interface VoteCounts {
  up: number;
  down: number;
}

/** Characters for sentences and ideas; the rest of the 12,000 a message may hold is for titles, figures and buttons. */
const contentBudget = 10_000;
const maxSentenceLength = 700;
const sentencesPerParagraph = 4;

const adapterIcons: Readonly<Record<string, string>> = {
  arxiv: '🎓',
  github: '🐙',
  pdf: '📕',
  youtube: '▶️',
  feed: '📰',
  'hacker-news': '🗞️',
  wikipedia: '📖',
};

/**
 * The reply in the thread: header, TLDR, summary, project ideas, similar tech, figures, buttons. A failed run gives the failure note.
 * Everything from the page or a model is literal text, the only link is the page's own address, and the whole is within Slack's limits
 * whatever the draft holds: what does not fit is left out from the end and said.
 */
export function renderSummary(summary: ShownSummary, votes: VoteCounts = { up: 0, down: 0 }): SlackMessage {
  const { evidence, draft, known } = summary;
  if (summary.outcome === 'known' && known !== undefined) return renderKnownPage(summary, known);
  if (summary.outcome === 'failed' || evidence === null || draft === null) return renderFailure(summary);
  const title = literal(evidence.sources[0]?.title ?? '', 150) || literal(evidence.domain, 150) || 'Summary';
  const budget = createBudget(contentBudget);
  const content = renderContent(draft, budget);
  return {
    text: fallbackText(`Summary of ${title} (${evidence.domain}): ${draft.tldr.map(({ text }) => text).join(' ')}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      renderByline(summary, evidence),
      ...content,
      plainContext(figures(summary, evidence, draft)),
      ...renderNotes(summary, evidence, draft, budget.leftOut()),
      renderActions(summary, votes),
    ],
  };
}

interface Budget {
  /** The texts, or null where they do not fit; whatever comes after a refusal of the same part is refused by its caller. */
  take(...texts: string[]): boolean;
  leftOut(): number;
}

function createBudget(characters: number): Budget {
  let left = characters;
  let refused = 0;
  return {
    take(...texts) {
      const length = texts.reduce((sum, text) => sum + text.length, 0);
      if (length > left) {
        refused += 1;
        return false;
      }
      left -= length;
      return true;
    },
    leftOut: () => refused,
  };
}

function renderContent(draft: Draft, budget: Budget): RichTextBlock[] {
  const isDraftWithoutModel = draft.use.provider === 'extractive';
  const tldr = fitSentences(draft.tldr, budget);
  const summary = fitSentences(draft.summary, budget);
  const projects = draft.projects.slice(0, 8).flatMap(({ theme, text }) => fitItem(theme, text, budget));
  const similar = draft.similarTech.slice(0, 8).flatMap(({ name, text }) => fitItem(name, text, budget));
  const part = (heading: string, elements: Parameters<typeof rich.blocks>[0]): RichTextBlock[] =>
    elements.length === 0 ? [] : rich.blocks([rich.section(rich.bold(heading)), ...elements]);
  return [
    ...part('TLDR', tldr.length === 0 ? [] : [rich.quote(rich.text(tldr.join(' ')))]),
    ...part(
      'Summary',
      paragraphs(summary).map((text, index, all) =>
        rich.section(rich.text(index < all.length - 1 ? `${text}\n` : text)),
      ),
    ),
    ...part(
      `How can this be used in our projects?${isDraftWithoutModel ? ' (drafts, made without a model)' : ''}`,
      projects.length === 0 ? [] : [rich.bullets(projects)],
    ),
    ...part('Similar tech', similar.length === 0 ? [] : [rich.bullets(similar)]),
  ];
}

function fitSentences(sentences: readonly DraftSentence[], budget: Budget): string[] {
  return sentences
    .map(({ text }) => literal(text, maxSentenceLength))
    .filter((text) => text !== '' && budget.take(text));
}

function fitItem(name: string, text: string, budget: Budget): ReturnType<typeof rich.section>[] {
  const label = literal(name, 80);
  const body = literal(text, maxSentenceLength);
  return budget.take(label, body) ? [rich.section(rich.bold(label), rich.text(` — ${body}`))] : [];
}

/** Sentences in paragraphs of about the same size, so that twelve of them are no wall of text. */
function paragraphs(sentences: readonly string[]): string[] {
  const count = Math.ceil(sentences.length / sentencesPerParagraph);
  return Array.from({ length: count }, (_, index) =>
    sentences
      .slice(Math.round((index * sentences.length) / count), Math.round(((index + 1) * sentences.length) / count))
      .join(' '),
  );
}

function renderByline(summary: ShownSummary, evidence: Evidence): KnownBlock {
  const address = pageAddress(summary);
  const icon = adapterIcons[evidence.adapter] ?? '🌐';
  const source = evidence.sources[0];
  const details = [
    literal(source?.author ?? '', 100) || null,
    formatDate(source?.publishedAt ?? null),
    `${Math.max(1, Math.round(evidence.readingMinutes))} min read`,
    formatLanguage(evidence.language),
  ].filter((detail) => detail !== null);
  return {
    type: 'context',
    elements: [
      address === null
        ? { type: 'plain_text', text: `${icon} ${literal(evidence.domain, 100) || 'page'}`, emoji: false }
        : {
            type: 'mrkdwn',
            text: `${icon} <${escapeSlack(address.url)}|${escapeSlack(address.host)}>`,
            verbatim: true,
          },
      { type: 'plain_text', text: details.join(' · '), emoji: false },
    ],
  };
}

function figures(summary: ShownSummary, evidence: Evidence, draft: Draft): string {
  const { paragraphsRead: read, paragraphsTotal: total } = evidence;
  const coverage =
    total === 0
      ? 'coverage unknown'
      : read >= total
        ? `read all ${plural(total, 'paragraph')}`
        : `read ${read} of ${plural(total, 'paragraph')}`;
  const writer =
    draft.use.provider === 'extractive' ? withoutModel(draft) : literal(draft.use.model, 60) || 'unnamed model';
  return [coverage, writer, formatCost(summary.costUsd), formatDuration(summary.durationMs)].join(' · ');
}

function withoutModel(draft: Draft): string {
  return draft.use.fallback === 'budget' ? 'budget used up: extractive' : 'extractive, no model';
}

function renderNotes(summary: ShownSummary, evidence: Evidence, draft: Draft, leftOut: number): KnownBlock[] {
  const notes = [
    // The run that should have replaced this form failed, so this form stays.
    summary.failure === null
      ? null
      : `A new form could not be made: ${summary.failure.message} ${summary.failure.hint ?? ''}`,
    draft.form === 'short'
      ? summary.length === 'short'
        ? 'Short form, as asked.'
        : 'Short form: the page does not carry a full summary.'
      : null,
    evidence.coverage === 'full'
      ? null
      : `Not the whole page: ${evidence.coverageReason ?? 'part of it could not be read.'}`,
    ...evidence.notices.map((notice) => notice.message),
    leftOut === 0
      ? null
      : `${plural(leftOut, 'sentence or idea', 'sentences or ideas')} did not fit into one Slack message.`,
  ].flatMap((note) => (note === null ? [] : [literal(note, 300)]));
  return notes.length === 0 ? [] : [plainContext(...notes.slice(0, 10))];
}

function plainContext(...texts: string[]): KnownBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'plain_text', text: text || ' ', emoji: false })) };
}

function renderActions(summary: ShownSummary, votes: VoteCounts): KnownBlock {
  const value = formatSummaryReference({ summaryId: summary.id, revision: summary.revision });
  const vote = (actionId: ActionId, label: string, meaning: string, count: number): Button => ({
    ...button(actionId, count === 0 ? label : `${label} ${count}`, value),
    accessibility_label: count === 0 ? meaning : `${meaning}, ${plural(count, 'vote')}`,
  });
  return {
    type: 'actions',
    elements: [
      button(actionIds.whereFrom, 'Where from?', value),
      ...(summary.length === 'short' ? [] : [button(actionIds.shorter, 'Shorter', value)]),
      ...(summary.length === 'long' ? [] : [button(actionIds.longer, 'Longer', value)]),
      button(actionIds.again, 'Again', value),
      vote(actionIds.voteUp, '👍', 'Helpful', votes.up),
      vote(actionIds.voteDown, '👎', 'Not helpful', votes.down),
      renderSummaryMenu({ summaryId: summary.id, revision: summary.revision }),
    ],
  };
}
