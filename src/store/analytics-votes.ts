import type { AnalyticsBucket, AnalyticsWindow } from '../core/analytics.ts';
import { all, statement } from './database.ts';
import type { Work } from './database.ts';
import { dayMs, hourMs } from './rollups.ts';

/** Thumbs by the time of the vote. A model or a status does not narrow votes. */
export interface VoteReader {
  total(window: AnalyticsWindow): Work<{ up: number; down: number }>;
  series(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<{ startMs: number; up: number; down: number }[]>;
  /** Summaries with more thumbs up than down, and with more down than up. */
  verdicts(window: AnalyticsWindow): Work<{ liked: number; disliked: number }>;
}

interface VoteRow {
  startMs: number;
  up: number;
  down: number;
}

export function createVoteReader(): VoteReader {
  const source = ({ channel }: AnalyticsWindow): string =>
    channel === undefined
      ? 'feedback as vote where vote.updated_at >= @fromMs and vote.updated_at < @toMs'
      : `feedback as vote join summaries on summaries.id = vote.summary_id
         where vote.updated_at >= @fromMs and vote.updated_at < @toMs and summaries.channel_id = @channel`;
  const counts = `count(*) filter (where vote.value = 'up') as up, count(*) filter (where vote.value = 'down') as down`;
  const read = (text: string, { fromMs, toMs, channel }: AnalyticsWindow): Work<VoteRow[]> =>
    all(statement<object, VoteRow>(text), {
      fromMs: Math.ceil(fromMs),
      toMs: Math.ceil(toMs),
      channel: channel ?? null,
    });

  return {
    *total(window) {
      const [row] = yield* read(`select 0 as "startMs", ${counts} from ${source(window)}`, window);
      return { up: row?.up ?? 0, down: row?.down ?? 0 };
    },
    *series(window, bucket) {
      const size = bucket === 'hour' ? hourMs : dayMs;
      return yield* read(
        `select vote.updated_at / ${size} * ${size} as "startMs", ${counts} from ${source(window)} group by 1 order by 1`,
        window,
      );
    },
    *verdicts(window) {
      const rows = yield* read(
        `select 0 as "startMs", ${counts} from ${source(window)} group by vote.summary_id`,
        window,
      );
      return {
        liked: rows.filter((row) => row.up > row.down).length,
        disliked: rows.filter((row) => row.down > row.up).length,
      };
    },
  };
}
