import { type App, AuthorizationError, type ReceiverEvent } from '@slack/bolt';
import { hasCode } from './slack-error.ts';

/**
 * Makes an App acknowledge events only after all its listeners are done. Bolt by itself acknowledges first, so a crash in between would
 * lose the event; this way a listener that throws leaves it unacknowledged and Slack sends it again. Works with every receiver.
 * Commands, buttons, shortcuts and views keep their own `ack`, for people wait for those.
 * @param isRefusing while it is true events are left with Slack, for the next process
 */
export function acknowledgeAfterWork(app: App, isRefusing: () => boolean): void {
  const processEvent = app.processEvent.bind(app);
  app.processEvent = async (event: ReceiverEvent) => {
    if (!isEventCallback(event)) return processEvent(event);
    if (isRefusing()) return;
    let answers: unknown[] | null = null;
    await processEvent({
      ...event,
      ack: async (...given: unknown[]) => {
        answers ??= given;
      },
    });
    if (answers !== null) await event.ack(...(answers as []));
  };
  // Without this Bolt would log the error and let the event pass as handled.
  app.error(async (error) => {
    // Slack would only send it again to a workspace that has removed the app.
    if (!isOfNobody(error)) throw error;
  });
}

function isOfNobody(error: Error): boolean {
  return error instanceof AuthorizationError && hasCode(error.original, 'team_not_installed');
}

function isEventCallback(event: ReceiverEvent): boolean {
  return event.body['type'] === 'event_callback' || typeof event.body['event'] === 'object';
}
