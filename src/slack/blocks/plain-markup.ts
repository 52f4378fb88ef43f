import { escapeSlack } from '../../core/slack-text.ts';
import { literal } from './literal.ts';

/** Marks count at the edge of a word alone: `fetch_timeout` stays as it is, `*loud*` does not become bold. */
const edgeMark = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;

/** Text that is not ours inside `mrkdwn` that is: one line, escaped once, its marks broken up by a word joiner (U+2060). */
export function plainMarkup(text: string, maxLength: number): string {
  return escapeSlack(literal(text, maxLength)).replace(edgeMark, '\u2060$&\u2060');
}
