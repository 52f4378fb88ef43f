import { Parser } from 'htmlparser2';

const silent = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'iframe',
  'textarea',
  'select',
  'title',
  'head',
]);
const blocks = new Set(
  'address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th tr ul'.split(
    ' ',
  ),
);
const maxLength = 200_000;

/**
 * Visible text of a small piece of HTML, such as a feed item or a comment, with entities decoded once and a line for each block.
 * Elements with the `hidden` attribute, `aria-hidden` or `display:none` leave nothing.
 */
export function textOfFragment(html: string): string {
  let text = '';
  const hidden: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (hidden.length > 0 || silent.has(name) || isHidden(attributes)) hidden.push(name);
      else if (blocks.has(name)) text += '\n';
    },
    ontext(data) {
      if (hidden.length === 0) text += data;
    },
    onclosetag(name) {
      if (hidden.length > 0) hidden.pop();
      else if (blocks.has(name)) text += '\n';
    },
  });
  // Void elements are opened and closed by the parser alike, so the stack stays in step.
  parser.write(html.slice(0, maxLength));
  parser.end();
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

function isHidden(attributes: Record<string, string>): boolean {
  return (
    'hidden' in attributes ||
    attributes['aria-hidden'] === 'true' ||
    /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[;\s]|$)/i.test(
      attributes['style'] ?? '',
    )
  );
}
