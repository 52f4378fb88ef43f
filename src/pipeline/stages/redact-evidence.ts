import type { Evidence } from '../../core/evidence.ts';

/**
 * The evidence without secrets and personal data, so that none gets from a page into a model, a record or the thread. The address as posted
 * stays whole, since it must work; one that a redirect led to loses a query and fragment with a secret, and links with a secret are not offered.
 * @param redact replaces secrets and personal data in a text by labels; must leave any other text as it is
 */
export function redactEvidence(evidence: Evidence, redact: (text: string) => string): Evidence {
  const redactLine = (text: string | null): string | null => (text === null ? null : redact(text));
  const address = (url: string): string => (url === evidence.url || redact(url) === url ? url : withoutSecret(url));
  return {
    ...evidence,
    finalUrl: address(evidence.finalUrl),
    canonicalUrl: address(evidence.canonicalUrl),
    sources: evidence.sources.map((source) => ({
      ...source,
      url: address(source.url),
      title: redactLine(source.title),
      author: redactLine(source.author),
      publishedAt: redactLine(source.publishedAt),
    })),
    snippets: evidence.snippets.map((snippet) => ({
      ...snippet,
      text: redact(snippet.text),
      headingPath: snippet.headingPath.map(redact),
    })),
    links: evidence.links
      .filter((link) => redact(link.url) === link.url)
      .map((link) => ({ ...link, text: redact(link.text) })),
  };
}

/** The page it leads to, as near as can be said without what may be secret. */
function withoutSecret(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}
