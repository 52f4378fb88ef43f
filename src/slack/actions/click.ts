import { AppError } from '../../core/errors.ts';
import type { ReplyPlace, StoredSummary } from '../../core/ports.ts';
import type { SummaryReference } from '../blocks/summary-reference.ts';
import type { Permission } from '../permissions.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Person } from '../tell.ts';

/** A pressed button, reduced to what may be believed: who, where, which button, and an id that is looked up again. */
export interface Click {
  actionId: string;
  /** Of a menu: of the option that was chosen. */
  value: string | undefined;
  /** Who gets the answer, and how. */
  person: Person;
  teamId: string;
  userId: string;
  /** The clicker's own workspace, where Slack says it. */
  homeTeamId: string | null;
  /** null where the button is in a modal. */
  message: ReplyPlace | null;
  triggerId: string;
  /** As Slack says it, in milliseconds since the epoch; NaN where it does not. */
  pressedAt: number;
  view: { id: string; hash: string; isModal: boolean } | null;
}

export interface Action {
  actionIds: readonly string[];
  /** Asked for before `run`; `everyone` includes guests. A function where it depends on what the button carries. */
  needs: Permission | 'everyone' | ((click: Pick<Click, 'value'>) => Permission | 'everyone');
  /** True where `run` waits for the store alone: then Slack hears that it was taken once it is, and a crash in between is seen. */
  isStoredFirst?: true;
  /** True where the next press takes this one back: the second of a double click is then passed over. */
  isToggle?: true;
  run(click: Click, services: SlackServices): Promise<void>;
  /** What is shown after the acknowledgement of an action that is stored first, e.g. a form. */
  follow?(click: Click, services: SlackServices): Promise<void>;
}

/** What a press needs. */
export function needsOf({ needs }: Pick<Action, 'needs'>, click: Pick<Click, 'value'>): Permission | 'everyone' {
  return typeof needs === 'function' ? needs(click) : needs;
}

/**
 * The summary a button stands under, read anew.
 * @throws AppError `stale_button` for one that is unknown, of another team or channel, or has a newer form.
 */
export async function readSummary(
  reference: SummaryReference | null,
  click: Click,
  services: SlackServices,
): Promise<StoredSummary> {
  const summary = reference ? await services.summaries.get(reference.summaryId) : null;
  const isHere =
    summary !== null &&
    summary.teamId === click.teamId &&
    (click.message === null || summary.channelId === click.message.channelId);
  if (reference === null || !isHere) {
    throw new AppError({
      code: 'stale_button',
      message: 'I no longer have this summary.',
      hint: 'Post the link again to get a new one.',
    });
  }
  if (summary.revision !== reference.revision) {
    throw new AppError({
      code: 'stale_button',
      message: 'This button belongs to an earlier form of the summary.',
      hint: 'Use the buttons of the newest one.',
    });
  }
  return summary;
}
