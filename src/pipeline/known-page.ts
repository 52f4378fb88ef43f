import { toAppError } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import type { LinkRecord } from '../core/library.ts';
import { comparePages } from '../core/page-change.ts';
import type { SummaryStore } from '../core/ports.ts';
import type { KnownPage, StageOutcome } from '../core/summary.ts';
import type { StageDeps, StageRun } from './run-stages.ts';
import { retrieve } from './stages/retrieve.ts';

/** An earlier summary of the same page, and how people name its place. */
export interface EarlierSummary {
  link: LinkRecord;
  /** Of its message in Slack; null where it is not known. */
  address: string | null;
  /** Who posted the link; null where it is not known. */
  posterName: string | null;
}

/** Looks for a summary that everybody in the channel may be shown; the newest, never one of the same message. */
export type FindEarlier = (link: {
  teamId: string;
  channelId: string;
  messageTs: string;
  canonicalUrl: string;
}) => Promise<EarlierSummary | null>;

/**
 * What to answer where a page was summarized before: what the earlier summary says, and what changed on the page since. No model is asked.
 * @returns null where the earlier summary is gone
 */
export async function recognisePage(
  deps: StageDeps & { summaries: SummaryStore },
  earlier: EarlierSummary,
  run: Pick<StageRun, 'url' | 'length' | 'signal' | 'step' | 'progress' | 'mayRetry'>,
): Promise<StageOutcome | null> {
  const { link, address, posterName } = earlier;
  const before = await deps.summaries.get(link.summaryId);
  if (before?.draft == null) return null;
  const { evidence, problem } = await run.step('known-retrieve', async () => {
    run.progress('retrieve');
    try {
      return { evidence: await retrieve(deps, run.url, run.signal), problem: null };
    } catch (thrown) {
      run.signal.throwIfAborted();
      const error = toAppError(thrown);
      if (error.retryable && run.mayRetry) throw error;
      return { evidence: null, problem: error.message };
    }
  });
  const known: KnownPage = {
    summaryId: link.summaryId,
    channelId: link.channelId,
    address,
    posterName,
    postedAt: link.createdAt,
    title: link.title,
    tldr: before.draft.tldr.map(({ text }) => text),
    change: changeOf(before.evidence, evidence),
    problem,
  };
  return {
    outcome: 'known',
    known,
    evidence,
    factSheet: null,
    draft: null,
    gates: [],
    rewriteCount: 0,
    failure: null,
    length: run.length,
    costUsd: 0,
  };
}

/** null where one of the two texts is not there, or no longer. */
function changeOf(before: Evidence | null, after: Evidence | null): KnownPage['change'] {
  if (before === null || after === null || before.snippets.length === 0) return null;
  return comparePages(before, after).change;
}
