import type { WorkspaceMessage, WorkspaceState, WorkspaceView } from '../control-api.ts';
import type { BlockContext } from './blocks/block-context.ts';
import type { ControlCall } from './control.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import { createNames, type Names } from './names.ts';
import type { Place } from './route.ts';

/** What changed, so that a view redraws only for its own matters. */
export type Change =
  | { about: 'messages'; channel: string }
  /** `reconnected`: events were missed, so what is shown has to be read again. */
  | { about: 'place' | 'state' | 'unread' | 'home' | 'reconnected' }
  | { about: 'status'; channel: string; thread: string };

/** Everything the views share: who the person is, what is known, where the page is. */
export interface Session {
  readonly me: string;
  state: WorkspaceState;
  names: Names;
  place: Place;
  home: WorkspaceView | null;
  readonly store: MessageStore;
  /** Status lines such as “Gloss is reading…”, by `channel thread`. */
  readonly statuses: Map<string, string>;
  readonly unread: Map<string, number>;
  /** Half-written messages by composer. */
  readonly drafts: Map<string, string>;
  readonly remembered: Map<string, string>;
  readonly call: ControlCall;
  now(): number;
  /** Moves the page; the address follows. */
  go(place: Place): void;
  /** Waits for work and shows what goes wrong. */
  attempt(work: Promise<unknown>): Promise<boolean>;
  say(text: string, kind?: 'info' | 'problem'): void;
  confirm: BlockContext['confirm'];
  watch(listener: (change: Change) => void): void;
  changed(change: Change): void;
  /** Posts as the person and remembers the message, so that its thread opens when the app answers. */
  post(channel: string, text: string, threadTs?: string): Promise<boolean>;
  /** What this page posted: whether its thread still waits for the app's first answer. */
  readonly posted: Map<string, 'waiting' | 'opened'>;
  /** Posts on their way: the event may come before the answer of the call. */
  sending: number;
  /** Reads people, channels and the app's state again. */
  refreshState(): Promise<void>;
}

export interface SessionParts {
  me: string;
  state: WorkspaceState;
  place: Place;
  call: ControlCall;
  now(): number;
  say: Session['say'];
  confirm: Session['confirm'];
  showAddress(place: Place): void;
}

export function createSession(parts: SessionParts): Session {
  const listeners = new Set<(change: Change) => void>();
  const session: Session = {
    me: parts.me,
    state: parts.state,
    names: createNames(parts.state),
    place: parts.place,
    home: null,
    store: createMessageStore(),
    statuses: new Map(),
    unread: new Map(),
    drafts: new Map(),
    remembered: new Map(),
    posted: new Map(),
    sending: 0,
    call: parts.call,
    now: () => parts.now(),
    say: (text, kind) => parts.say(text, kind),
    confirm: (dialog) => parts.confirm(dialog),
    go(place) {
      session.place = place;
      if (place.kind === 'channel') session.unread.delete(place.channel);
      parts.showAddress(place);
      session.changed({ about: 'place' });
      session.changed({ about: 'unread' });
    },
    async attempt(work) {
      try {
        await work;
        return true;
      } catch (error) {
        const known = error instanceof Error ? error : new Error(String(error));
        // The workspace tells of a missing acknowledgement by an event of its own.
        if (known.cause !== 'operation_timeout') parts.say(known.message, 'problem');
        return false;
      }
    },
    watch: (listener) => void listeners.add(listener),
    changed(change) {
      for (const listener of listeners) listener(change);
    },
    async refreshState() {
      session.state = await session.call('state', { user: session.me });
      session.names = createNames(session.state);
      session.changed({ about: 'state' });
    },
    async post(channel, text, threadTs) {
      let message: WorkspaceMessage | undefined;
      session.sending += 1;
      const sent = await session.attempt(
        session
          .call('post', { user: session.me, channel, text, ...(threadTs && { thread_ts: threadTs }) })
          .then((answer) => (message = answer.message)),
      );
      session.sending -= 1;
      if (message) {
        if (!session.posted.has(message.ts)) session.posted.set(message.ts, 'waiting');
        session.store.add(message);
        session.changed({ about: 'messages', channel });
      }
      return sent;
    },
  };
  return session;
}
