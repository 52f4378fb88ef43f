import type { SlackMessage } from './blocks/failure-message.ts';
import { hasCode } from './slack-error.ts';

/** Answers of servers that do not know a block type, or find a message too long. */
const blocksRefused = [
  'slack_invalid_blocks',
  'slack_invalid_blocks_format',
  'slack_msg_blocks_too_long',
  'slack_msg_too_long',
  'slack_unsupported_block',
] as const;

/** Whether a plainer form of the same message may pass. */
export function isBlockRefusal(error: unknown): boolean {
  return hasCode(error, ...blocksRefused);
}

/**
 * Sends the first form that the server takes, from the richest to the plainest.
 * @returns the answer and which form it was; throws what the last form got, or any error that has nothing to do with blocks
 */
export async function sendWithFallback<T>(
  forms: readonly (() => SlackMessage)[],
  send: (message: SlackMessage) => Promise<T>,
): Promise<{ answer: T; message: SlackMessage; form: number }> {
  for (const [form, render] of forms.entries()) {
    const message = render();
    try {
      return { answer: await send(message), message, form };
    } catch (error) {
      if (form === forms.length - 1 || !isBlockRefusal(error)) throw error;
    }
  }
  throw new Error('A message needs at least one form.');
}
