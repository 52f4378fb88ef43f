import type Sqlite from 'better-sqlite3';
import type { AnalyticsBucket, AnalyticsWindow } from '../core/analytics.ts';
import { dayMs, hourMs } from './rollups.ts';

/** Thumbs by the time of the vote, from the main file. A model or a status does not narrow votes. */
export interface VoteReader {
  total(window: AnalyticsWindow): { up: number; down: number };
  series(window: AnalyticsWindow, bucket: AnalyticsBucket): { startMs: number; up: number; down: number }[];
  /** Summaries with more thumbs up than down, and with more down than up. */
  verdicts(window: AnalyticsWindow): { liked: number; disliked: number };
}

interface VoteRow {
  startMs: number;
  up: number;
  down: number;
}

export function createVoteReader(handle: Sqlite.Database): VoteReader {
  const source = (window: AnalyticsWindow): string =>
    window.channel === undefined
      ? 'feedback as vote where vote.updated_at >= @fromMs and vote.updated_at < @toMs'
      : `feedback as vote join summaries on summaries.id = vote.summary_id
         where vote.updated_at >= @fromMs and vote.updated_at < @toMs and summaries.channel_id = @channel`;
  const counts = `coalesce(sum(vote.value = 'up'), 0) as up, coalesce(sum(vote.value = 'down'), 0) as down`;
  const all = (text: string, { fromMs, toMs, channel }: AnalyticsWindow): VoteRow[] =>
    handle.prepare<Record<string, unknown>, VoteRow>(text).all({ fromMs, toMs, channel });

  return {
    total: (window) => all(`select 0 as startMs, ${counts} from ${source(window)}`, window)[0] ?? { up: 0, down: 0 },
    series(window, bucket) {
      const size = bucket === 'hour' ? hourMs : dayMs;
      return all(
        `select vote.updated_at / ${size} * ${size} as startMs, ${counts} from ${source(window)} group by 1 order by 1`,
        window,
      );
    },
    verdicts(window) {
      const rows = all(`select 0 as startMs, ${counts} from ${source(window)} group by vote.summary_id`, window);
      return {
        liked: rows.filter((row) => row.up > row.down).length,
        disliked: rows.filter((row) => row.down > row.up).length,
      };
    },
  };
}
