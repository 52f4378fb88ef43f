import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Quote, StoredFollowUp } from '../../../core/follow-up.ts';
import { actionIds, button } from '../button.ts';
import type { SlackMessage } from '../failure-message.ts';
import { fallbackText } from '../fallback-text.ts';
import { formatCost, formatDuration, plural } from '../format-figures.ts';
import { literal } from '../literal.ts';
import { linkable } from '../page-address.ts';
import { rich } from '../rich-text.ts';
import type { VoteCounts } from '../summary-message.ts';
import { textFragment } from '../text-fragment.ts';

const kinds: Readonly<Record<StoredFollowUp['queryType'], string>> = {
  factual: 'a question of fact',
  stance: 'what the page argues; I have no view of my own',
  teaching: 'an explanation',
  repair: 'a second try',
  smalltalk: 'small talk',
  general: 'a general question',
};

/** The answer to a question: its sentences, the quotes behind them with a link to their place on the page, figures and thumbs. */
export function renderAnswer(followUp: StoredFollowUp, votes: VoteCounts): SlackMessage {
  switch (followUp.outcome) {
    case 'talk':
      return plain('Ask me anything about the page in this thread; I answer from what it says, with quotes.');
    case 'failed':
      return renderFailed(followUp);
    case 'not_told':
      return {
        text: fallbackText(notTold(followUp)),
        blocks: [rich.block(rich.section(rich.text(notTold(followUp)))), figures(followUp), thumbs(followUp, votes)],
      };
    case 'answered':
      return renderAnswered(followUp, votes);
  }
}

function renderAnswered(followUp: StoredFollowUp, votes: VoteCounts): SlackMessage {
  const { sentences, quotes } = followUp;
  const isVerbatim = followUp.use?.provider === 'extractive';
  const texts = sentences.map(({ text }) => literal(text, 600));
  return {
    text: fallbackText(texts.join(' ')),
    blocks: [
      ...(isVerbatim
        ? rich.blocks([
            rich.section(rich.text(texts.length === 1 ? 'The page says:' : 'The page says, word for word:')),
            ...sentences.map(({ text, snippetIds }) => {
              const quote = quotes.find(({ snippetId }) => snippetIds.includes(snippetId));
              return rich.quote(rich.text(`“${literal(text, 600)}” `), ...linkTo(quote, text));
            }),
          ])
        : rich.blocks([
            rich.section(rich.text(texts.join(' '))),
            ...quotes.map((quote) =>
              rich.quote(rich.text(`“${literal(quote.text, 350)}” `), ...linkTo(quote, quote.text)),
            ),
          ])),
      figures(followUp),
      thumbs(followUp, votes),
    ],
  };
}

/** The page at the quoted place. */
function linkTo(quote: Quote | undefined, text: string): RichTextElement[] {
  const address = linkable(quote?.url);
  if (address === null) return [];
  const target = textFragment(address.url, text);
  return [rich.link(target.length > 2900 ? address.url : target, `on ${address.host}`)];
}

function notTold({ title, paragraphsRead, paragraphsTotal }: StoredFollowUp): string {
  const of = literal(title, 120);
  const read =
    paragraphsRead < paragraphsTotal ? `; I read ${paragraphsRead} of its ${paragraphsTotal} paragraphs` : '';
  return `The page does not tell${of === '' ? '' : ` (“${of}”)`}${read}. Other words may find a passage.`;
}

function renderFailed(followUp: StoredFollowUp): SlackMessage {
  const message = literal(followUp.failure?.message ?? 'The question could not be answered.', 500);
  const hint = literal(followUp.failure?.hint ?? '', 500);
  const id = (followUp.traceId || followUp.id).replaceAll('-', '').slice(0, 8);
  return {
    text: fallbackText(`No answer: ${message}`),
    blocks: [
      rich.block(
        rich.section(rich.bold('No answer. '), rich.text(message)),
        ...(hint === '' ? [] : [rich.section(rich.text(hint))]),
      ),
      context(`Id for questions: ${id}`),
    ],
  };
}

function figures(followUp: StoredFollowUp): KnownBlock {
  const { use, queryType, droppedCount, costUsd, durationMs } = followUp;
  const writer =
    use === null
      ? null
      : use.provider !== 'extractive'
        ? literal(use.model, 60)
        : use.fallback === 'budget'
          ? 'budget used up: extractive'
          : 'extractive, no model';
  const dropped =
    droppedCount === 0 ? null : `${plural(droppedCount, 'sentence')} left out that the page does not carry`;
  const parts = [kinds[queryType], writer, dropped, formatCost(costUsd), formatDuration(durationMs)];
  return context(parts.filter((part) => part !== null).join(' · '));
}

function thumbs(followUp: StoredFollowUp, votes: VoteCounts): KnownBlock {
  const vote = (actionId: 'answer_up' | 'answer_down', label: string, meaning: string, count: number) => ({
    ...button(actionId, count === 0 ? label : `${label} ${count}`, followUp.id),
    accessibility_label: count === 0 ? meaning : `${meaning}, ${plural(count, 'vote')}`,
  });
  return {
    type: 'actions',
    elements: [
      vote(actionIds.answerUp, '👍', 'Helpful', votes.up),
      vote(actionIds.answerDown, '👎', 'Not helpful', votes.down),
    ],
  };
}

function plain(text: string): SlackMessage {
  return { text: fallbackText(text), blocks: [rich.block(rich.section(rich.text(text)))] };
}

function context(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text: text || ' ', emoji: false }] };
}
