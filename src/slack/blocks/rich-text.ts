import type { RichTextBlock, RichTextElement, RichTextList, RichTextQuote, RichTextSection } from '@slack/types';
import { literal } from './literal.ts';

type Part = RichTextSection | RichTextList | RichTextQuote;

/** Longest text of one block, so that each can be shown as a section where a server has no rich text. */
const maxBlockTextLength = 2900;

/** Builders of Slack's rich text, in which text is literal: nothing in it is parsed as formatting, a mention or a link. */
export const rich = {
  text: (text: string): RichTextElement => ({ type: 'text', text: text === '' ? ' ' : text }),
  bold: (text: string): RichTextElement => ({ type: 'text', text: text === '' ? ' ' : text, style: { bold: true } }),
  italic: (text: string): RichTextElement => ({
    type: 'text',
    text: text === '' ? ' ' : text,
    style: { italic: true },
  }),
  code: (text: string): RichTextElement => ({ type: 'text', text: text === '' ? ' ' : text, style: { code: true } }),
  /** `url` must be one that Gloss itself fetched or was given, never one from a page's text or a model. */
  link: (url: string, text: string): RichTextElement => ({ type: 'link', url, text: literal(text, 200) || 'link' }),
  user: (userId: string): RichTextElement => ({ type: 'user', user_id: userId }),
  channel: (channelId: string): RichTextElement => ({ type: 'channel', channel_id: channelId }),
  section: (...elements: RichTextElement[]): RichTextSection => ({ type: 'rich_text_section', elements }),
  quote: (...elements: RichTextElement[]): RichTextQuote => ({ type: 'rich_text_quote', elements }),
  bullets: (items: RichTextSection[], indent = 0): RichTextList => ({
    type: 'rich_text_list',
    style: 'bullet',
    indent,
    elements: items,
  }),
  block: (...elements: Part[]): RichTextBlock => ({ type: 'rich_text', elements }),

  /** As few blocks as hold the parts, none with more text than a section takes; long lists are divided between items. */
  blocks(parts: readonly Part[]): RichTextBlock[] {
    const blocks: RichTextBlock[] = [];
    let current: Part[] = [];
    let length = 0;
    const close = (): void => {
      if (current.length > 0) blocks.push(rich.block(...current));
      current = [];
      length = 0;
    };
    for (const part of parts) {
      for (const piece of divide(part)) {
        const pieceLength = lengthOf(piece);
        if (length > 0 && length + pieceLength > maxBlockTextLength) close();
        const last = current.at(-1);
        if (last?.type === 'rich_text_list' && piece.type === 'rich_text_list' && last.indent === piece.indent)
          last.elements.push(...piece.elements);
        else current.push(piece);
        length += pieceLength;
      }
    }
    close();
    return blocks;
  },
};

function divide(part: Part): Part[] {
  return part.type === 'rich_text_list' ? part.elements.map((item) => ({ ...part, elements: [item] })) : [part];
}

function lengthOf(part: Part): number {
  return part.elements.reduce((sum, element) => {
    if (element.type === 'rich_text_section') return sum + lengthOf(element);
    return sum + ('text' in element && element.text ? element.text.length : 0);
  }, 0);
}
