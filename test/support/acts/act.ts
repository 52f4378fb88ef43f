/** What people can do that changes something, each with how to come to where it applies: the registry that the table of all acts is made of. */
import { createHash } from 'node:crypto';
import type { StoredSummary } from '../../../src/core/ports.ts';
import type { Permission } from '../../../src/slack/permissions.ts';
import { sampleSummary } from '../sample-summary.ts';
import type { SignedProgram } from '../signed-program.ts';
import { buttonPress, slashCommand } from '../test-slack-app.ts';

/** One signed request. The same one again is a replay. */
export interface Payload {
  by: 'interact' | 'command';
  fields: object;
}

export interface Moment {
  team?: string;
  /** When it was pressed, in seconds since the epoch; each is a press of its own without it. */
  at?: number;
}

/** Something to be done, in a program in which it can be. */
export interface Prepared {
  /** Made anew each time: another press of the same button by this person. */
  payload(user: string, moment?: Moment): Payload;
  /** How often it was done, from where it leaves its trace. */
  count: () => Promise<number>;
  /** Somebody else changes what the button was drawn for, so that it must do nothing any more. */
  moveOn?(): Promise<void>;
  /** What else must be so once it was done. @throws where it is not */
  holds?(): Promise<void>;
}

export interface Act {
  /** `button ID`, `modal CALLBACK` or `/COMMAND VERB`; behind a slash another way to use the same. */
  id: string;
  /** In the table of permissions; null: open to all. */
  needs: Permission | null;
  /** Two people who may do it. */
  people: readonly [string, string];
  /** Of two people at once: one wins and the other is told; each does it for themselves; or both ask for what is done once. */
  two: 'one' | 'each' | 'same';
  /** The same person once more later: refused, takes it back, changes nothing, or does it again. */
  again: 'refused' | 'taken back' | 'same' | 'each';
  /** True where it is about something there is only one of, which later tests change. */
  isShared?: true;
  prepare(stage: Stage): Promise<Prepared>;
}

/** Where an act is prepared: the running program and a mark that no other act has. */
export interface Stage {
  program: SignedProgram;
  /** Lower case letters and digits. */
  mark: string;
}

export const members = ['UMEMBER', 'UMEMBER2'] as const;
export const admins = ['UADMIN', 'UADMIN2'] as const;

export function payloadOf(fields: object): Payload {
  return { by: 'interact', fields };
}

let counter = 0;
const firstSecond = 1_772_442_000;

/** A press of a button in a message of C1. @param changes replace whole fields */
export function pressOf(actionId: string, value: string, changes: Record<string, unknown> = {}) {
  return (user: string, { team = 'T1', at }: Moment = {}): Payload => {
    counter += 1;
    const seconds = at ?? firstSecond + counter * 10;
    const common = { block_id: 'b', action_id: actionId, action_ts: seconds.toFixed(6) };
    const action =
      actionId === 'summary_menu'
        ? { ...common, type: 'overflow', selected_option: { value } }
        : { ...common, type: 'button', value };
    return payloadOf(
      buttonPress(actionId, value, {
        user: { id: user, team_id: 'T1' },
        team: { id: team, domain: 'team' },
        trigger_id: `press-${counter}-${user}`,
        actions: [action],
        ...changes,
      }),
    );
  };
}

/** The same in an open modal. */
export function pressInModal(actionId: string, value: string) {
  const view = { id: 'V1', hash: 'h', type: 'modal' };
  return pressOf(actionId, value, { container: { type: 'view' }, channel: undefined, message: undefined, view });
}

/** A submitted modal. @param values elements by block id */
export function submissionOf(callbackId: string, privateMetadata: string, values: Record<string, object>) {
  return (user: string, { team = 'T1' }: Moment = {}): Payload => {
    counter += 1;
    return payloadOf({
      type: 'view_submission',
      team: { id: team, domain: 'team' },
      user: { id: user, team_id: 'T1', name: user.toLowerCase() },
      trigger_id: `submission-${counter}-${user}`,
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: callbackId,
        hash: 'h',
        private_metadata: privateMetadata,
        state: {
          values: Object.fromEntries(Object.entries(values).map(([block, element]) => [block, { value: element }])),
        },
      },
    });
  };
}

/** A typed line. */
export function lineOf(command: string, text: string) {
  return (user: string, { team = 'T1' }: Moment = {}): Payload => {
    counter += 1;
    const who = { user_id: user, team_id: team, trigger_id: `line-${counter}-${user}` };
    return { by: 'command', fields: slashCommand(command, text, who) };
  };
}

/** An id as the program makes them, the same for the same words. */
export function idOf(words: string): string {
  const digits = createHash('sha256').update(words).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** A summary of its own page, in C1. */
export async function putSummary(
  { program, mark }: Stage,
  changes: Partial<StoredSummary> = {},
): Promise<StoredSummary> {
  const url = `https://${mark}.example/log`;
  const summary = sampleSummary({
    id: `sum-${mark}`,
    jobId: `job of ${mark}`,
    messageTs: `17000${counter}.000100`,
    url,
    canonicalUrl: url,
    ...changes,
  });
  await program.app.store.summaries.save(summary);
  return summary;
}

/** Jobs whose key begins with this. */
export async function countJobs({ program }: Stage, keyStart: string): Promise<number> {
  const jobs = await program.app.store.jobs.list({ limit: 10_000 });
  return jobs.filter(({ key }) => key.startsWith(keyStart)).length;
}
