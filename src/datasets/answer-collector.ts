import type { DatasetItem, DatasetStore } from '../core/dataset.ts';
import { datasetTagPattern } from '../core/dataset.ts';
import type { FollowUpStore, StoredFollowUp } from '../core/follow-up.ts';
import type { Outside } from '../core/outside.ts';
import type { StoredSummary } from '../core/ports.ts';
import { createCandidates, voteTag } from './candidates.ts';
import { withoutPeople } from './item-of-summary.ts';
import type { Redact } from './item-of-summary.ts';

export interface AnswerCollectorDeps {
  store: DatasetStore;
  followUps: Pick<FollowUpStore, 'get' | 'counts'>;
  summaries: { get(id: string): Promise<StoredSummary | null> };
  redact: Redact;
  outside: Pick<Outside, 'clock'>;
}

/** Offers answered questions to the datasets that collect themselves, as votes say; what a person confirms is an example for later answers (D4). */
export interface AnswerCollector {
  /** After a vote on an answer, also after one that was taken back. */
  voted(followUpId: string): Promise<void>;
}

export function createAnswerCollector(deps: AnswerCollectorDeps): AnswerCollector {
  const candidates = createCandidates(deps.store);
  return {
    async voted(followUpId) {
      const followUp = await deps.followUps.get(followUpId);
      // What was asked in somebody's direct messages is nobody else's.
      if (followUp?.outcome !== 'answered' || followUp.channelId.startsWith('D')) return;
      const summary = await deps.summaries.get(followUp.summaryId);
      if (summary === null) return;
      const votes = await deps.followUps.counts(followUpId);
      await candidates.vote(itemIdOf(followUp), votes, (name, known) =>
        itemOfAnswer(followUp, summary, {
          votes,
          isGood: name === 'high_quality_responses',
          addedAt: known?.addedAt ?? deps.outside.clock.now(),
          redact: deps.redact,
        }),
      );
    },
  };
}

/** Begins with the answer's id: an answer goes when its question or the page's message is deleted, and the item goes with it. */
function itemIdOf({ id }: Pick<StoredFollowUp, 'id'>): string {
  return `${id}.answer`;
}

function itemOfAnswer(
  followUp: StoredFollowUp,
  { url, evidence }: StoredSummary,
  given: { votes: { up: number; down: number }; isGood: boolean; addedAt: number; redact: Redact },
): DatasetItem {
  const { up, down } = given.votes;
  const texts = {
    url,
    query: withoutPeople(followUp.question),
    referenceResponse: given.isGood ? followUp.sentences.map(({ text }) => text).join(' ') : null,
    evidence: evidence !== null && evidence.snippets.length > 0 ? evidence : null,
  };
  const pageTags = evidence === null ? [] : [evidence.adapter, `lang:${evidence.language}`];
  return {
    ...(given.redact(texts) as typeof texts),
    id: itemIdOf(followUp),
    slackText: '',
    queryType: followUp.queryType,
    expectedTheme: null,
    cluster: evidence?.domain ?? null,
    tags: [voteTag, ...pageTags].filter((tag) => datasetTagPattern.test(tag)),
    notes: null,
    // Nothing but people judged it: the share of thumbs up.
    score: up + down === 0 ? null : up / (up + down),
    traceId: followUp.traceId,
    channelId: followUp.channelId,
    status: 'candidate',
    addedBy: 'collect',
    addedAt: given.addedAt,
  };
}
