import type { Evidence } from '../../core/evidence.ts';
import { canonicalUrl, hostOf } from '../../core/url.ts';

export interface PageAddress {
  /** http or https, without user name and password; safe inside `<url|text>` after `escapeSlack`. */
  url: string;
  /** Host without `www.`, for people. */
  host: string;
}

/** The address a summary may link to: where the fetcher ended up, never what the page or a model says. null where there is none. */
export function pageAddress(summary: { url: string; evidence: Pick<Evidence, 'finalUrl'> | null }): PageAddress | null {
  return linkable(summary.evidence?.finalUrl) ?? linkable(summary.url);
}

/** An address as a link target; null for anything but http and https. */
export function linkable(url: string | undefined): PageAddress | null {
  const canonical = canonicalUrl(url ?? '');
  const host = hostOf(url ?? '');
  if (canonical === null || host === null) return null;
  const target = new URL(canonical);
  target.username = '';
  target.password = '';
  // Slack's own links have a length limit of 3000, and `|`, `<`, `>` would end one early.
  const text = target.href.replace(/[|<>]/g, (character) => encodeURIComponent(character));
  return text.length > 2900 ? null : { url: text, host };
}
