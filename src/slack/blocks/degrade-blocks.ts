import type { KnownBlock, RichTextElement, SectionBlock } from '@slack/types';
import { escapeSlack } from '../../core/slack-text.ts';

const maxSectionLength = 3000;

/** The same message for a server without rich text: sections of verbatim mrkdwn, escaped once, divided at line ends. Other blocks stay. */
export function degradeBlocks(blocks: readonly KnownBlock[]): KnownBlock[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'rich_text') return [block];
    const lines = block.elements.flatMap((part): string[] => {
      switch (part.type) {
        case 'rich_text_list':
          return part.elements.map((item) => `${'    '.repeat(part.indent ?? 0)}• ${markup(item.elements)}`);
        case 'rich_text_quote':
          return markup(part.elements)
            .split('\n')
            .map((line) => `> ${line}`);
        case 'rich_text_preformatted':
          return [`\`\`\`${markup(part.elements)}\`\`\``];
        case 'rich_text_section':
          return [markup(part.elements)];
      }
    });
    return sections(lines);
  });
}

function markup(elements: readonly RichTextElement[]): string {
  return elements
    .map((element) => {
      if (element.type === 'link') return `<${escapeSlack(element.url)}|${escapeSlack(element.text ?? element.url)}>`;
      if (element.type === 'user') return `<@${element.user_id}>`;
      if (element.type === 'channel') return `<#${element.channel_id}>`;
      if (element.type !== 'text') return '';
      const text = escapeSlack(element.text);
      // Marks only work directly at a word, and not round text that holds the mark itself.
      return element.style?.bold && !text.includes('*') ? text.replace(/^(\s*)(.*?)(\s*)$/s, '$1*$2*$3') : text;
    })
    .join('');
}

function sections(lines: readonly string[]): SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= maxSectionLength)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(...pieces(line));
  }
  return texts
    .filter((text) => text.trim() !== '')
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}

/** Cuts a line that escaping made too long, never inside an entity. */
function pieces(line: string): string[] {
  return line.length <= maxSectionLength ? [line] : (line.match(/(?:&(?:amp|lt|gt);|[^]){1,500}/g) ?? []);
}
