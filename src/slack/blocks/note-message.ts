import type { RichTextSection } from '@slack/types';
import type { SlackMessage } from './failure-message.ts';
import { fallbackText } from './fallback-text.ts';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';

/** A short answer to one person: a sentence or two, and lines under it. All of it literal. */
export function renderNote(sentence: string, lines: readonly string[] = []): SlackMessage {
  const items: RichTextSection[] = lines.map((line) => rich.section(rich.text(literal(line, 500))));
  return {
    text: [sentence, ...lines].map((line) => fallbackText(line, 500)).join('\n'),
    blocks: rich.blocks([
      rich.section(rich.text(literal(sentence, 1000))),
      ...(items.length === 0 ? [] : [rich.bullets(items)]),
    ]),
  };
}
