import type { HomeView } from '@slack/types';
import type { Clock, Log } from '../core/outside.ts';
import type { ReportForm } from './blocks/report.ts';
import type { Reports } from './reports.ts';
import { isBlockRefusal } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

export interface Viewer {
  teamId: string;
  userId: string;
}

/** Keeps App Home up to date for whoever has opened it lately, at most once an interval a person. */
export interface HomeViews {
  /** Draws it at once, or as soon as the interval allows. @throws AppError of the first drawing. */
  opened(viewer: Viewer): Promise<void>;
  /** They turned to another tab. */
  left(viewer: Viewer): void;
  /** A figure on it changed, here or as another process says. Never waits, never throws. */
  changed(where?: 'here' | 'elsewhere'): void;
  /** Gives up what waits; afterwards nothing runs. */
  stop(): Promise<void>;
}

interface Lane {
  viewer: Viewer;
  openedAt: number;
  /** When it was last drawn; null before. */
  drawnAt: number | null;
  /** What Slack shows, to leave out an update that changes nothing. */
  shown: string | null;
  /** Slack's mark of that view: an update then replaces nothing newer. */
  hash: string | null;
  /** Drawings that are still due. */
  due: number;
  running: Promise<void> | null;
  left: AbortController;
}

/** After this long it is taken for closed: Slack tells of the opening alone. */
const viewingMs = 1_800_000;
const maxViewers = 500;
/** A change is drawn at once and once more an interval later, for the spans of a run are stored in batches. */
const drawingsOfAChange = 2;
/** Answers of a server that has no App Home. */
const noHome = ['slack_unknown_method', 'slack_missing_scope', 'slack_not_allowed_token_type', 'slack_not_enabled'];

export function createHomeViews(
  draw: (viewer: Viewer, form: ReportForm) => Promise<HomeView>,
  deps: {
    calls: SlackCalls;
    reports: Pick<Reports, 'form' | 'refused'>;
    clock: Clock;
    log: Log;
    tellOthers: () => void;
  },
  intervalMs: number,
): HomeViews {
  const { calls, reports, clock, log } = deps;
  const lanes = new Map<string, Lane>();
  let isStopped = false;
  let isMissing = false;

  const publish = async (lane: Lane): Promise<void> => {
    const form = reports.form();
    const view = await draw(lane.viewer, form);
    const text = JSON.stringify(view);
    if (text === lane.shown || lane.left.signal.aborted) return;
    const { hash } = lane;
    const { userId } = lane.viewer;
    try {
      const answer = await calls.interactive((client) =>
        client.views.publish({ user_id: userId, view, ...(hash === null ? {} : { hash }) }),
      );
      lane.shown = text;
      lane.hash = answer.view?.hash ?? null;
    } catch (error) {
      if (hash !== null && hasCode(error, 'slack_hash_conflict')) {
        lane.hash = null;
        return publish(lane);
      }
      if ((isBlockRefusal(error) || hasCode(error, 'slack_invalid_arguments')) && reports.refused(form) !== null) {
        return publish(lane);
      }
      if (!hasCode(error, ...noHome)) throw error;
      isMissing = true;
      log.info('this Slack server has no App Home; going on without it');
      for (const other of lanes.values()) forget(other);
    }
  };

  const drawNow = async (lane: Lane): Promise<void> => {
    lane.drawnAt = clock.now();
    await publish(lane);
  };

  /** Draws what is due, each at its time. */
  const work = async (lane: Lane): Promise<void> => {
    while (lane.due > 0 && !lane.left.signal.aborted) {
      const waitMs = lane.drawnAt === null ? 0 : lane.drawnAt + intervalMs - clock.now();
      if (waitMs > 0) await clock.sleep(waitMs, lane.left.signal);
      lane.due -= 1;
      await drawNow(lane);
    }
  };

  const start = (lane: Lane): void => {
    lane.running ??= work(lane)
      .catch((error: unknown) => {
        lane.due = 0;
        if (!lane.left.signal.aborted) log.debug('App Home was not refreshed', { userId: lane.viewer.userId, error });
      })
      .finally(() => {
        lane.running = null;
      });
  };

  const forget = (lane: Lane): void => {
    lane.left.abort(new Error('App Home is no longer looked at'));
    lanes.delete(keyOf(lane.viewer));
  };

  return {
    async opened(viewer) {
      if (isStopped || isMissing) return;
      const known = lanes.get(keyOf(viewer));
      if (known) {
        known.openedAt = clock.now();
        known.due = Math.max(known.due, 1);
        start(known);
        return;
      }
      const lane: Lane = {
        viewer,
        openedAt: clock.now(),
        drawnAt: null,
        shown: null,
        hash: null,
        due: 0,
        running: null,
        left: new AbortController(),
      };
      lanes.set(keyOf(viewer), lane);
      const [oldest] = lanes.values();
      if (lanes.size > maxViewers && oldest) forget(oldest);
      await drawNow(lane);
    },
    left(viewer) {
      const lane = lanes.get(keyOf(viewer));
      if (lane) forget(lane);
    },
    changed(where = 'here') {
      if (where === 'here') deps.tellOthers();
      if (isStopped || isMissing) return;
      for (const lane of lanes.values()) {
        if (clock.now() - lane.openedAt > viewingMs) {
          forget(lane);
          continue;
        }
        lane.due = drawingsOfAChange;
        start(lane);
      }
    },
    async stop() {
      isStopped = true;
      const running = [...lanes.values()].flatMap((lane) => lane.running ?? []);
      for (const lane of lanes.values()) forget(lane);
      await Promise.allSettled(running);
    },
  };
}

function keyOf({ teamId, userId }: Viewer): string {
  return `${teamId}/${userId}`;
}
