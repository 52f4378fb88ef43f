import type { RespondFn } from '@slack/bolt';
import { toAppError } from '../core/errors.ts';
import type { Log } from '../core/outside.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import { renderNoteModal } from './blocks/note-modal.ts';
import { isBlockRefusal } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';
import { toSlackError } from './slack-error.ts';

/** Where a person did something, and how they can be answered. */
export interface Person {
  userId: string;
  channelId: string | null;
  /** The thread it happened in. */
  threadTs: string | null;
  /** Bolt's answer to a command or button. */
  respond: RespondFn | null;
  /** Of a press in a modal or in App Home, where no channel is: what opens a modal in answer. */
  view?: { triggerId: string; isModal: boolean };
}

/**
 * Answers one person so that nobody else sees it. Best effort: never throws.
 * @param plainer the same in forms that a server may take which refuses the blocks of `message`
 * @returns which form arrived, 0 for `message`; null where none did
 */
export type Tell = (
  person: Person,
  message: SlackMessage,
  plainer?: readonly (() => SlackMessage)[],
) => Promise<number | null>;

/** `refused`: this form's blocks, not the way. */
type Outcome = 'arrived' | 'refused' | 'no way';
type Way = (person: Person, message: SlackMessage) => Promise<Outcome>;

export function createTell(calls: SlackCalls, log: Log): Tell {
  const throughChannel: Way = async ({ userId, channelId, threadTs }, message) => {
    if (channelId === null) return 'no way';
    const answer = await calls.optional('chat.postEphemeral', async (client): Promise<Outcome> => {
      try {
        await client.chat.postEphemeral({
          channel: channelId,
          user: userId,
          text: message.text,
          blocks: message.blocks,
          ...(threadTs === null ? {} : { thread_ts: threadTs }),
        });
        return 'arrived';
      } catch (error) {
        if (isBlockRefusal(toSlackError(error))) return 'refused';
        throw error;
      }
    });
    return answer ?? 'no way';
  };
  const throughResponseUrl: Way = async ({ respond }, message) => {
    if (respond === null) return 'no way';
    try {
      const answer: unknown = await respond({ ...message, response_type: 'ephemeral', replace_original: false });
      return await outcomeOf(answer);
    } catch (error) {
      log.debug('a response URL did not take the answer', { error });
      return statusOf(error) === 400 || statusOf(error) === 500 ? 'refused' : 'no way';
    }
  };
  const throughModal: Way = async ({ view }, message) => {
    if (view === undefined) return 'no way';
    const { triggerId, isModal } = view;
    const modal = renderNoteModal(message);
    try {
      await calls.interactive((client) =>
        isModal
          ? client.views.push({ trigger_id: triggerId, view: modal })
          : client.views.open({ trigger_id: triggerId, view: modal }),
      );
      return 'arrived';
    } catch (error) {
      log.debug('a modal could not be opened for an answer', { code: toAppError(error).code });
      return 'no way';
    }
  };

  return async (person, message, plainer = []) => {
    // A response URL works where the app is no member, but its answers are not shown inside a thread.
    const inChannel =
      person.threadTs === null ? [throughResponseUrl, throughChannel] : [throughChannel, throughResponseUrl];
    const forms = [() => message, ...plainer];
    for (const way of [throughModal, ...inChannel]) {
      for (const [form, render] of forms.entries()) {
        const outcome = await way(person, render());
        if (outcome === 'arrived') return form;
        if (outcome === 'no way') break;
      }
    }
    log.warn('a person could not be answered', { userId: person.userId, channelId: person.channelId });
    return null;
  };
}

/** A server may refuse with status 200 and say why in the body. */
async function outcomeOf(answer: unknown): Promise<Outcome> {
  if (!(answer instanceof Response) || answer.headers.get('content-type')?.includes('json') !== true) return 'arrived';
  const body: unknown = await answer.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('ok' in body) || body.ok !== false) return 'arrived';
  return 'error' in body && typeof body.error === 'string' && /blocks|too_long/.test(body.error) ? 'refused' : 'no way';
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
