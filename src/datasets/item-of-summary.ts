import type { DatasetItem, DatasetItemStatus } from '../core/dataset.ts';
import { datasetTagPattern } from '../core/dataset.ts';
import type { StoredSummary } from '../core/ports.ts';
import type { Draft } from '../core/summary.ts';

export interface ItemLabels {
  status: DatasetItemStatus;
  addedBy: string;
  addedAt: number;
  /** The message that held the link, where it is at hand. */
  slackText?: string | undefined;
  score?: number | null | undefined;
  expectedTheme?: string | null | undefined;
  tags?: readonly string[] | undefined;
  notes?: string | null | undefined;
  /** Whether the summary is an answer to learn from; otherwise only its page is taken. */
  isGood: boolean;
}

/** Takes secrets and personal data out of every text in a value. */
export type Redact = (value: unknown) => unknown;

/** Of one form of a summary; a later form is another item. */
export function itemIdOf({ id, revision }: Pick<StoredSummary, 'id' | 'revision'>): string {
  return `${id}.${revision}`;
}

/** A summary as an item: its page frozen as it was read, secrets and personal data taken out, people's names gone from the message. */
export function itemOfSummary(summary: StoredSummary, labels: ItemLabels, redact: Redact): DatasetItem {
  const { evidence, draft } = summary;
  const hasText = evidence !== null && evidence.snippets.length > 0;
  const texts = {
    url: summary.url,
    slackText: withoutPeople(labels.slackText ?? summary.url),
    referenceResponse: labels.isGood && draft !== null ? answerText(draft) : null,
    notes: labels.notes ?? null,
    evidence: hasText ? evidence : null,
  };
  const pageTags = evidence === null ? [] : [evidence.adapter, `lang:${evidence.language}`];
  return {
    ...(redact(texts) as typeof texts),
    id: itemIdOf(summary),
    query: null,
    queryType: null,
    expectedTheme: labels.expectedTheme ?? null,
    cluster: evidence?.domain ?? null,
    tags: [...new Set([...(labels.tags ?? []), ...pageTags])].filter((tag) => datasetTagPattern.test(tag)),
    score: labels.score ?? null,
    traceId: summary.traceId,
    channelId: summary.channelId,
    status: labels.status,
    addedBy: labels.addedBy,
    addedAt: labels.addedAt,
  };
}

/** A summary as plain text, in the order in which people read it. */
function answerText({ tldr, summary, projects, similarTech }: Draft): string {
  const sentences = (list: readonly { text: string }[]): string => list.map(({ text }) => text).join(' ');
  const parts = [
    `TLDR: ${sentences(tldr)}`,
    `Summary: ${sentences(summary)}`,
    ...projects.map(({ theme, text }) => `${theme} — ${text}`),
    ...similarTech.map(({ name, text }) => `Similar: ${name} — ${text}`),
  ];
  return parts.join('\n');
}

/** A message as Slack sends it, with nobody's id in it. */
export function withoutPeople(text: string): string {
  return text.replace(/<@[UW][A-Z0-9]+(?:\|[^>]*)?>/g, '@someone');
}
