import type { Permission } from '../permissions.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Person } from '../tell.ts';

/** A submitted modal, reduced to what may be believed: who, what was typed, and ids that are looked up again. */
export interface Submission {
  callbackId: string;
  /**
   * By block id: the text, the chosen option's value or id, or those of several; null where nothing was given. A date with a time is in
   * seconds since the epoch, rich text its block as JSON.
   */
  values: Readonly<Record<string, string | readonly string[] | null>>;
  /** Put there when the modal was made: ids and versions, never content. */
  privateMetadata: string;
  person: Person;
  teamId: string;
  userId: string;
  /** The person's own workspace, where Slack says it. */
  homeTeamId: string | null;
  viewId: string;
}

/** What is wrong, by block id; the modal stays open and shows it. */
export type FieldProblems = Readonly<Record<string, string>>;

/** A modal with a submit button. */
export interface SlackView {
  callbackId: string;
  /** Asked for before `run`. `everyone` includes guests. */
  needs: Permission | 'everyone';
  /** Before the acknowledgement, so only from what was typed: no store, no network. */
  check(submission: Submission): FieldProblems | null;
  run(submission: Submission, services: SlackServices): Promise<void>;
}
