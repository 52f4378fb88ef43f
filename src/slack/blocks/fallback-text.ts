import { escapeSlack } from '../../core/slack-text.ts';
import { literal } from './literal.ts';

/**
 * The `text` of a message with blocks: what notifications, search and screen readers use. Escaped once, and addresses lose their scheme,
 * because servers make links of them there.
 */
export function fallbackText(text: string, maxLength = 2500): string {
  return escapeSlack(literal(text, maxLength).replace(/[a-z][a-z0-9+.-]*:\/\//gi, ''));
}
