import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { asRecord, asText, type JsonRecord } from '../read-json.ts';
import { renderLink } from '../render-inline.ts';

/** An image of this workspace is shown; one from another host is only named and linked, so opening a message contacts nobody. */
export function renderImageElement(image: JsonRecord): HTMLElement {
  const address = asText(image['image_url']) || asText(asRecord(image['slack_file'])['url']);
  const alt = asText(image['alt_text']) || 'Image';
  if (isOwn(address)) return element('img', { src: address, alt, loading: 'lazy' });
  return element('span', { class: 'image-link' }, icon('file'), renderLink(address, [alt]));
}

function isOwn(address: string): boolean {
  const page = globalThis.location;
  if (!page || address === '') return false;
  try {
    return new URL(address, page.href).origin === page.origin;
  } catch {
    return false; // not an address at all
  }
}
