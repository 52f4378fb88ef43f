/** The host of an address as sites are compared: without `www.` and final dot, with a port that is not the scheme's own. */
export function siteOf(url: URL): string {
  return url.host.replace(/\.(?=:|$)/, '').replace(/^www\./, '');
}
