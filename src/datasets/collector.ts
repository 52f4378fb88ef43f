import { collectedDatasets } from '../core/dataset.ts';
import type { CollectedDataset, DatasetItem, DatasetStore } from '../core/dataset.ts';
import type { Outside } from '../core/outside.ts';
import type { FeedbackStore, StoredSummary } from '../core/ports.ts';
import { voteReasons } from '../core/vote-reasons.ts';
import { createCandidates, scoreTag, voteTag } from './candidates.ts';
import { itemIdOf, itemOfSummary } from './item-of-summary.ts';
import type { Redact } from './item-of-summary.ts';
import { overallScore } from './overall-score.ts';
import type { AnswerScores } from './overall-score.ts';
import type { DatasetSettings } from './settings.ts';

export interface CollectorDeps {
  store: DatasetStore;
  summaries: {
    get(id: string): Promise<StoredSummary | null>;
    changedSince(
      fromMs: number,
      limit: number,
      after?: Pick<StoredSummary, 'id' | 'updatedAt'>,
    ): Promise<StoredSummary[]>;
  };
  feedback: Pick<FeedbackStore, 'counts' | 'explain' | 'reasons'>;
  scoresOf(summary: StoredSummary): Promise<AnswerScores>;
  redact: Redact;
  outside: Pick<Outside, 'clock' | 'log'>;
  settings: Pick<DatasetSettings, 'highScore' | 'lowScore' | 'collectLimit'>;
}

/** Offers summaries to the datasets that collect themselves (E7); a person takes or refuses them. */
export interface Collector {
  /** After a vote: more thumbs up than down is a candidate of one dataset, more down than up of the other, and a vote that is taken back takes the candidate back. */
  voted(summaryId: string): Promise<void>;
  /**
   * Keeps why a thumb went down. @param asCase also makes the page an eval case that waits in `needs_improvement`, with the reasons as notes
   * @returns false where the thumb is no longer down
   */
  explained(reason: Parameters<FeedbackStore['explain']>[0], asCase: boolean): Promise<boolean>;
  /** For the clock: summaries of the last days by their overall score. @returns how many were added */
  run(signal: AbortSignal): Promise<Record<CollectedDataset, number>>;
}

const [highQuality, needsImprovement] = collectedDatasets;

/** Scores of monitors come later than the summary; what was looked at before is passed over. */
const lookBackMs = 3 * 86_400_000;
const pageSize = 100;
const caseTag = 'eval-case';

interface Labels {
  score: number | null;
  tags: readonly string[];
  notes?: string | null;
}

export function createCollector(deps: CollectorDeps): Collector {
  const { store, summaries, feedback, redact, outside, settings } = deps;
  const candidates = createCandidates(store);

  /** Failures are no answers, and what was read in somebody's direct messages is nobody else's. */
  const isOffered = ({ outcome, channelId }: StoredSummary): boolean =>
    outcome === 'summarized' && !channelId.startsWith('D');
  const scoreOf = async (summary: StoredSummary): Promise<number | null> => overallScore(await deps.scoresOf(summary));

  const candidateOf = (name: CollectedDataset, summary: StoredSummary, known: DatasetItem | null, labels: Labels) =>
    itemOfSummary(
      summary,
      {
        ...labels,
        notes: labels.notes ?? known?.notes ?? null,
        tags: [...(known?.tags ?? []), ...labels.tags],
        status: 'candidate',
        addedBy: 'collect',
        addedAt: known?.addedAt ?? outside.clock.now(),
        isGood: name === highQuality,
      },
      redact,
    );
  const offer = (name: CollectedDataset, summary: StoredSummary, labels: Labels): Promise<boolean> =>
    candidates.offer(name, itemIdOf(summary), (known) => candidateOf(name, summary, known, labels));

  async function voted(summaryId: string): Promise<void> {
    const summary = await summaries.get(summaryId);
    if (summary === null || !isOffered(summary)) return;
    const labels = { score: await scoreOf(summary), tags: [voteTag] };
    await candidates.vote(itemIdOf(summary), await feedback.counts(summaryId), (name, known) =>
      candidateOf(name, summary, known, labels),
    );
  }

  return {
    voted,
    async explained(reason, asCase) {
      if (!(await feedback.explain(reason))) return false;
      const summary = await summaries.get(reason.summaryId);
      if (!asCase || summary === null || !isOffered(summary)) return true;
      const notes = notesOf(await feedback.reasons(reason.summaryId));
      await offer(needsImprovement, summary, { score: await scoreOf(summary), tags: [caseTag], notes });
      return true;
    },
    async run(signal) {
      const found: Record<CollectedDataset, { id: string; revision: number; score: number }[]> = {
        high_quality_responses: [],
        needs_improvement: [],
      };
      for await (const summary of recent(summaries, outside.clock.now() - lookBackMs)) {
        signal.throwIfAborted();
        if (!isOffered(summary)) continue;
        const score = await scoreOf(summary);
        if (score === null) continue;
        const { id, revision } = summary;
        if (score >= settings.highScore) found.high_quality_responses.push({ id, revision, score });
        if (score <= settings.lowScore) found.needs_improvement.push({ id, revision, score });
      }
      found.high_quality_responses.sort((a, b) => b.score - a.score);
      found.needs_improvement.sort((a, b) => a.score - b.score);
      const added = { high_quality_responses: 0, needs_improvement: 0 };
      for (const name of collectedDatasets) {
        for (const { score, ...form } of found[name]) {
          if (added[name] >= settings.collectLimit) break;
          if ((await store.getItem(name, itemIdOf(form))) !== null) continue;
          const summary = await summaries.get(form.id);
          if (summary?.revision !== form.revision) continue;
          if (await offer(name, summary, { score, tags: [scoreTag] })) added[name] += 1;
        }
      }
      outside.log.info('summaries offered to datasets', added);
      return added;
    },
  };
}

async function* recent(summaries: CollectorDeps['summaries'], fromMs: number): AsyncGenerator<StoredSummary> {
  let after: StoredSummary | undefined;
  for (;;) {
    const page = await summaries.changedSince(fromMs, pageSize, after);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}

/** What people ticked and wrote, without who. */
function notesOf(reasons: Awaited<ReturnType<FeedbackStore['reasons']>>): string {
  const lines = reasons.flatMap(({ reasons: ticked, comment }) => {
    const labels = voteReasons.filter(({ id }) => ticked.includes(id)).map(({ label }) => `${label}.`);
    return [[...labels, ...(comment === null ? [] : [`“${comment}”`])].join(' ')];
  });
  return lines.filter(Boolean).join('\n');
}
