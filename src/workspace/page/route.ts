/** Where the page is: a channel, perhaps with a thread open, or the app's Home tab. */
export type Place = { kind: 'channel'; channel: string; thread: string | null } | { kind: 'home' };

/** The place an address names: `#/C1`, `#/C1/1700.1`, `#/home`, or a message link `/archives/C1/p1700000000000100`. Null when it names none. */
export function parsePlace(path: string, search: string, hash: string): Place | null {
  if (hash === '#/home') return { kind: 'home' };
  const direct = /^#\/([A-Z0-9]+)(?:\/(\d+\.\d+))?$/.exec(hash);
  if (direct?.[1]) return { kind: 'channel', channel: direct[1], thread: direct[2] ?? null };
  const link = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/.exec(path);
  if (!link?.[1]) return null;
  const thread = new URLSearchParams(search).get('thread_ts') ?? (link[2] ? `${link[2]}.${link[3]}` : null);
  return { kind: 'channel', channel: link[1], thread };
}

/** The hash that `parsePlace` reads back. */
export function formatPlace(place: Place): string {
  if (place.kind === 'home') return '#/home';
  return `#/${place.channel}${place.thread ? `/${place.thread}` : ''}`;
}
