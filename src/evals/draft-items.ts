import type { Draft } from '../core/summary.ts';

/** One thing that a reader will see, with what it cites. */
export interface DraftItem {
  part: 'tldr' | 'summary' | 'project' | 'similar';
  /** For reasons: "TLDR sentence 2", "idea 1". */
  label: string;
  text: string;
  factIds: readonly number[];
  /** Theme of an idea, name of a similar technology. */
  head: string | null;
}

/** Everything of a draft that will be shown, in reading order. */
export function draftItems(draft: Draft): DraftItem[] {
  return [
    ...draft.tldr.map((sentence, index): DraftItem => ({
      part: 'tldr',
      label: `TLDR sentence ${index + 1}`,
      ...sentence,
      head: null,
    })),
    ...draft.summary.map((sentence, index): DraftItem => ({
      part: 'summary',
      label: `summary sentence ${index + 1}`,
      ...sentence,
      head: null,
    })),
    ...draft.projects.map(({ theme, ...idea }, index): DraftItem => ({
      part: 'project',
      label: `idea ${index + 1}`,
      ...idea,
      head: theme,
    })),
    ...draft.similarTech.map(({ name, ...tech }, index): DraftItem => ({
      part: 'similar',
      label: `similar technology ${index + 1}`,
      ...tech,
      head: name,
    })),
  ];
}

/** TLDR and summary only. */
export function draftSentences(draft: Draft): DraftItem[] {
  return draftItems(draft).filter((item) => item.part === 'tldr' || item.part === 'summary');
}
