import type { ViewOutput, ViewSubmitAction } from '@slack/bolt';
import type { Submission } from './view.ts';

/** A `view_submission` payload, reduced. @param ownTeamId where Slack names no team */
export function readSubmission(body: ViewSubmitAction, ownTeamId: () => string): Submission {
  const { view, user, team, trigger_id: triggerId } = body;
  return {
    callbackId: view.callback_id,
    values: Object.fromEntries(
      Object.entries(view.state.values).map(([blockId, elements]) => [blockId, typedValue(Object.values(elements)[0])]),
    ),
    privateMetadata: view.private_metadata,
    // The modal is gone; what is to be said opens another one.
    person: {
      userId: user.id,
      channelId: null,
      threadTs: null,
      respond: null,
      view: { triggerId, isModal: false },
    },
    teamId: team?.id ?? user.team_id ?? ownTeamId(),
    userId: user.id,
    homeTeamId: user.team_id ?? null,
    viewId: view.id,
  };
}

type TypedElement = ViewOutput['state']['values'][string][string];

/** Each kind of input keeps what was given under a name of its own. */
function typedValue(element: TypedElement | undefined): Submission['values'][string] {
  if (element === undefined) return null;
  const several =
    element.selected_options?.map(({ value }) => value) ??
    element.selected_users ??
    element.selected_channels ??
    element.selected_conversations ??
    element.files?.map(({ id }) => id);
  if (several !== undefined) return several;
  const { rich_text_value: richText, selected_date_time: seconds } = element;
  if (richText !== undefined) return JSON.stringify(richText);
  if (typeof seconds === 'number') return String(seconds);
  return (
    element.value ??
    element.selected_option?.value ??
    element.selected_channel ??
    element.selected_conversation ??
    element.selected_user ??
    element.selected_date ??
    element.selected_time ??
    null
  );
}
