/** The best links of a channel in a time, and the themes they turn round. */
import type { LinkRecord } from './library.ts';

export interface DigestLink extends LinkRecord {
  /** People's reactions to its message and its summary. */
  reactionCount: number;
  up: number;
  down: number;
  /** Mean of its checks, 0 to 1; null where there were none. */
  quality: number | null;
}

export interface ThemeHeat {
  name: string;
  /** Links with ideas for it, now and in the time before. */
  count: number;
  countBefore: number;
}

export interface Digest {
  /** `fromMs <= created < toMs`. */
  fromMs: number;
  toMs: number;
  /** The best first. */
  links: DigestLink[];
  /** All links of the time, shown or not. */
  linkCount: number;
  /** Those that came up more than in the time before, the hottest first. */
  themes: ThemeHeat[];
}

const maxLinks = 10;
const maxThemes = 5;

/** @returns null where there is nothing to tell */
export function composeDigest(
  window: { fromMs: number; toMs: number },
  links: readonly DigestLink[],
  before: readonly DigestLink[],
): Digest | null {
  if (links.length === 0) return null;
  const best = links.toSorted((a, b) => worthOf(b) - worthOf(a) || b.createdAt - a.createdAt);
  const seen = new Set<string>();
  const once = best.filter(({ canonicalUrl }) => !seen.has(canonicalUrl) && seen.add(canonicalUrl));
  return {
    ...window,
    links: once.slice(0, maxLinks),
    linkCount: once.length,
    themes: heatOf(once, before).slice(0, maxThemes),
  };
}

/** What people think of it weighs more than what the checks say. */
function worthOf({ reactionCount, up, down, quality }: DigestLink): number {
  return reactionCount + 2 * (up - down) + (quality ?? 0.5);
}

function heatOf(links: readonly DigestLink[], before: readonly DigestLink[]): ThemeHeat[] {
  const count = (all: readonly DigestLink[], name: string): number =>
    all.filter(({ themes }) => themes.includes(name)).length;
  return [...new Set(links.flatMap(({ themes }) => themes))]
    .map((name) => ({ name, count: count(links, name), countBefore: count(before, name) }))
    .filter((theme) => theme.count > theme.countBefore)
    .toSorted((a, b) => b.count - b.countBefore - (a.count - a.countBefore) || a.name.localeCompare(b.name));
}
