/** What changed on a page between two readings. */
import { diffArrays } from 'diff';
import type { Evidence } from './evidence.ts';

export interface PageChange {
  changed: number;
  added: number;
  removed: number;
  unchanged: number;
}

/** One place where two readings differ: null where there was, or is, nothing. */
export interface ChangedParagraph {
  before: string | null;
  after: string | null;
}

/** Edits after which two readings count as two different pages. */
const maxEdits = 1500;

/** Paragraph by paragraph, in page order; the cutting into snippets does not count. */
export function comparePages(before: Evidence, after: Evidence): { change: PageChange; places: ChangedParagraph[] } {
  const old = paragraphsOf(before);
  const now = paragraphsOf(after);
  const parts = diffArrays(old, now, { maxEditLength: maxEdits });
  if (parts === undefined) {
    const places = pairUp(old, now);
    return { change: countPlaces(places, 0), places };
  }
  const places: ChangedParagraph[] = [];
  let removed: string[] = [];
  let unchanged = 0;
  for (const part of parts) {
    if (part.removed) {
      removed.push(...part.value);
      continue;
    }
    places.push(...pairUp(removed, part.added ? part.value : []));
    removed = [];
    if (!part.added) unchanged += part.value.length;
  }
  places.push(...pairUp(removed, []));
  return { change: countPlaces(places, unchanged), places };
}

/** What stood at one place and what stands there now, side by side. */
function pairUp(before: readonly string[], after: readonly string[]): ChangedParagraph[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
    before: before[index] ?? null,
    after: after[index] ?? null,
  }));
}

function countPlaces(places: readonly ChangedParagraph[], unchanged: number): PageChange {
  const count = (isOne: (place: ChangedParagraph) => boolean): number => places.filter(isOne).length;
  return {
    changed: count(({ before, after }) => before !== null && after !== null),
    added: count(({ before }) => before === null),
    removed: count(({ after }) => after === null),
    unchanged,
  };
}

/** Of the page itself, not of linked pages that were read besides. */
function paragraphsOf({ snippets }: Evidence): string[] {
  const paragraphs: { position: number; text: string }[] = [];
  for (const { sourceId, position, text } of snippets) {
    if (sourceId !== 1) continue;
    const last = paragraphs.at(-1);
    if (last?.position === position) last.text += ` ${text}`;
    else paragraphs.push({ position, text });
  }
  return paragraphs.map(({ text }) => text.replace(/\s+/gu, ' ').trim());
}
