import type { FollowUpStore } from '../../src/core/follow-up.ts';
import type { IdeaStore } from '../../src/core/idea.ts';
import type { LinkLibrary } from '../../src/core/library.ts';

/** A library in which nothing was ever filed. */
export function emptyLibrary(): LinkLibrary {
  const nothing = () => Promise.resolve([]);
  return {
    search: nothing,
    recent: nothing,
    related: nothing,
    ofPage: nothing,
    channelIds: nothing,
    digest: nothing,
    react: () => Promise.resolve(),
    forgetMessage: nothing,
  };
}

/** No question was ever asked. */
export function emptyFollowUps(): Pick<FollowUpStore, 'get' | 'vote' | 'counts' | 'lastInChannel' | 'exampleUse'> {
  const none = { up: 0, down: 0 };
  return {
    get: () => Promise.resolve(null),
    vote: () => Promise.resolve(none),
    counts: () => Promise.resolve(none),
    lastInChannel: () => Promise.resolve(null),
    exampleUse: () => Promise.resolve([]),
  };
}

/** No summary had an idea. */
export function noIdeas(): IdeaStore {
  return {
    get: () => Promise.resolve(null),
    ofSummary: () => Promise.resolve([]),
    board: () => Promise.resolve([]),
    vote: () => Promise.resolve(),
    claim: () => Promise.resolve(true),
    giveUp: () => Promise.resolve(true),
  };
}
