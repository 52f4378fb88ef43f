import { AppError, toAppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { renderNote } from './blocks/note-message.ts';
import type { Person, Tell } from './tell.ts';

/** The one place that catches what commands, buttons, shortcuts and views throw. */
export interface ListenerEdge {
  /**
   * Runs `work` after the acknowledgement: the person gets the message, the hint and a short id, the log gets the rest. Never throws. While the
   * program stops it runs nothing and says so.
   */
  run(what: string, person: Person, work: () => Promise<void>): Promise<void>;
  /** The same without making the caller wait; `drain` does. `person` is null where nobody waits for an answer. */
  start(what: string, person: Person | null, work: () => Promise<void>): void;
  isRefusing(): boolean;
}

export interface ListenerEdges {
  /** Of one workspace, whose people it answers. */
  for(tell: Tell): ListenerEdge;
  /** The program stops: whoever asks for something new from now on is told. */
  refuseNew(): void;
  isRefusing(): boolean;
  /** Resolves when everything that runs has ended, whatever workspace it is of. */
  drain(): Promise<void>;
}

export function createListenerEdges(outside: Outside): ListenerEdges {
  const running = new Set<Promise<void>>();
  let isRefusing = false;

  const guarded = async (tell: Tell, what: string, person: Person | null, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      const error = toAppError(thrown);
      const correlationId = outside.newId().replaceAll('-', '').slice(-8);
      const fields = { what, correlationId, code: error.code, userId: person?.userId, channelId: person?.channelId };
      if (error.code === 'internal_error') outside.log.error('a Slack listener failed', { ...fields, error: thrown });
      else outside.log.info('a Slack request was refused', { ...fields, cause: error.cause ?? null });
      if (person === null) return;
      const hint = error.hint === null ? [] : [error.hint];
      await tell(person, renderNote([error.message, ...hint, `(id ${correlationId})`].join(' ')));
    }
  };
  const track = (work: Promise<void>): Promise<void> => {
    running.add(work);
    const done = work.finally(() => running.delete(work));
    return done;
  };
  return {
    for: (tell) => ({
      run: (what, person, work) =>
        track(guarded(tell, what, person, isRefusing ? () => Promise.reject(stoppingError()) : work)),
      start(what, person, work) {
        void track(guarded(tell, what, person, work));
      },
      isRefusing: () => isRefusing,
    }),
    refuseNew() {
      isRefusing = true;
    },
    isRefusing: () => isRefusing,
    async drain() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** What a person is told who asks for something while the program stops. */
export function stoppingError(): AppError {
  return new AppError({
    code: 'stopping',
    message: 'Gloss is about to be restarted and takes nothing new.',
    hint: 'Try again in a minute; links that are posted meanwhile are read then.',
    retryable: true,
  });
}
