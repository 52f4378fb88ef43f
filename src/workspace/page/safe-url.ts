/** The address if a person may be sent there (http, https, mailto), otherwise null: `javascript:` and the like stay text. */
export function safeUrl(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null; // not an absolute address, so not a link
  }
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}
