/** `host:port/database` of a postgres:// address, never its user or password. */
export function describePostgresUrl(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host || 'localhost'}${pathname}`;
}
