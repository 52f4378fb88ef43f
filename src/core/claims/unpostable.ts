import type { Evidence } from '../evidence.ts';
import { hostOf } from '../url.ts';
import { visibleText } from './cited-text.ts';
import { findCommand } from './commands-in-text.ts';
import { findForeignLinks } from './links-in-text.ts';
import type { OwnPage } from './links-in-text.ts';
import { findMachineVoice } from './machine-text.ts';
import { addressesModel } from './model-orders.ts';
import { findSlackToken } from './slack-tokens.ts';

/** The shared page as the link check needs it. An address that the page claims for itself counts only on a host that was really read. */
export function ownPageOf(evidence: Evidence): OwnPage {
  const { url, finalUrl, canonicalUrl } = evidence;
  const claimed = [hostOf(url), hostOf(finalUrl)].includes(hostOf(canonicalUrl)) ? [canonicalUrl] : [];
  return { urls: [url, finalUrl, ...claimed], text: visibleText(evidence) };
}

/** @returns why this text may not stand in any reply, in words of ours, or null; whether the page says it is another question. */
export function whyUnpostable(text: string, page: OwnPage): string | null {
  const token = findSlackToken(text);
  if (token !== null) return `it has ${token}`;
  if (findForeignLinks(text, page).length > 0) return 'it has a link that is not the shared page';
  if (findCommand(text) !== null) return 'it has a shell or install command';
  const voice = findMachineVoice(text);
  if (voice !== null) return `it has ${voice}`;
  return addressesModel(text) ? 'it gives orders to a model' : null;
}
