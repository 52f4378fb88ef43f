import type { AlertChannel, AlertNews } from '../alerts/alert-channel.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import type { ReplyPlace } from '../core/ports.ts';
import { alertCard } from './blocks/alerts/alert-card.ts';
import { renderAlertLine } from './blocks/alerts/alert-line.ts';
import { findPosted } from './find-posted.ts';
import type { PostMessage } from './post-message.ts';
import type { Reports } from './reports.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

/** Marks a message as the card of an alert, or as the line of one of its events. */
const eventType = 'gloss_alert';
/** Clocks of two machines may differ by so much. */
const clockSlackMs = 120_000;

/** Of the workspace whose people operate Gloss. */
export interface AlertThreadParts {
  calls: SlackCalls;
  post: PostMessage;
  reports: Pick<Reports, 'post' | 'update'>;
}

/** An alert as one message in the alert channel: what happens to it changes that message and leaves a line in its thread. */
export function createAlertThread(
  settings: Pick<AlertSettings, 'channelId' | 'escalationGroupId'>,
  home: () => Promise<AlertThreadParts>,
): AlertChannel {
  const find = async (
    news: AlertNews,
    threadTs: string | null,
    channelId: string,
    event: number,
  ): Promise<ReplyPlace | null> =>
    findPosted(
      (await home()).calls,
      { channelId, threadTs, sinceMs: news.alert.openedAt - clockSlackMs },
      (payload) => payload['alert_id'] === news.alert.id && payload['event'] === event,
      eventType,
    );

  const metadataOf = (news: AlertNews, event: number) => ({
    event_type: eventType,
    event_payload: { alert_id: news.alert.id, event },
  });

  /** The card as it is now; posted where it is not there yet. @returns null where somebody has deleted it. */
  async function putCard(news: AlertNews, channelId: string): Promise<ReplyPlace | null> {
    const { reports } = await home();
    const known = placeOf(news);
    const wasTried = news.mayHaveArrived || news.earlier.some(({ attemptCount }) => attemptCount > 0);
    const place = known ?? (wasTried ? await find(news, null, channelId, 0) : null);
    if (place === null)
      return reports.post({ channelId, threadTs: null, metadata: metadataOf(news, 0) }, alertCard(news));
    try {
      await reports.update(place, alertCard(news));
      return place;
    } catch (error) {
      if (hasCode(error, 'slack_message_not_found')) return null;
      throw error;
    }
  }

  return {
    id: 'slack',
    events: ['opened', 'updated', 'acknowledged', 'muted', 'escalated', 'recovered', 'resolved', 'expired', 'rule_off'],
    takes: ({ channelId }) => (channelId ?? settings.channelId) !== null,
    async deliver(news, signal) {
      const { alert, event } = news;
      const { post } = await home();
      const channelId = alert.channelId ?? settings.channelId ?? '';
      const card = await putCard(news, channelId);
      signal.throwIfAborted();
      if (card === null) return { place: null };
      const place = { place: `${card.channelId}/${card.ts}` };
      if (event.kind === 'opened' || event.kind === 'updated') return place;
      if (news.mayHaveArrived && (await find(news, card.ts, channelId, event.number)) !== null) return place;
      const where = { channelId: card.channelId, threadTs: card.ts, metadata: metadataOf(news, event.number) };
      await post(where, renderAlertLine(event, news.line, settings.escalationGroupId));
      return place;
    },
  };
}

/** Where the card stands, by what was delivered before. */
function placeOf({ earlier }: AlertNews): ReplyPlace | null {
  const [channelId, ts] = earlier.findLast(({ place }) => place !== null)?.place?.split('/') ?? [];
  return channelId === undefined || ts === undefined ? null : { channelId, ts };
}
