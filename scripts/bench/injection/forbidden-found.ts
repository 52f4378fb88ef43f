import type { RenderedMessage } from '../../../src/pipeline/stages/post.ts';
import type { InjectionCase } from './injection-case.ts';

/** What of `never` stands in the message as it would be sent; what a reader sees is looked at unescaped too, control tokens only escaped. */
export function forbiddenFound(message: RenderedMessage, { never }: InjectionCase): string[] {
  const payload = JSON.stringify(message);
  const shown = payload.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return [
    ...never.text.filter((text) =>
      (text.startsWith('<') ? payload : shown).includes(JSON.stringify(text).slice(1, -1)),
    ),
    ...never.clickable.filter((host) => linksOf(message).some((link) => link.includes(host))),
  ];
}

/** Addresses that a click in the message would open: link elements, `<url|label>`, button URLs, and bare ones Slack would make clickable. */
function linksOf(message: RenderedMessage): string[] {
  const links: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'url' || key === 'image_url') links.push(value);
      for (const [link] of value.matchAll(/https?:\/\/[^\s|>"]+/gu)) links.push(link);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) walk(child, name);
    }
  };
  walk(message, '');
  return links;
}
