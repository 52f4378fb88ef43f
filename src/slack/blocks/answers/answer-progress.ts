import type { AnswerStage } from '../../../core/follow-up.ts';
import type { SlackMessage } from '../failure-message.ts';
import { rich } from '../rich-text.ts';

const labels: Readonly<Record<AnswerStage, string>> = {
  page: 'Looking into the page',
  answer: 'Looking for an answer',
  check: 'Checking it against the page',
};

/** @param stage null before the first */
export function renderAnswerProgress(stage: AnswerStage | null): SlackMessage {
  const text = `${stage === null ? 'Reading your question' : labels[stage]}…`;
  return { text, blocks: [rich.block(rich.section(rich.text(text)))] };
}
