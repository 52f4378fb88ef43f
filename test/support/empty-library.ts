import type { LinkLibrary } from '../../src/core/library.ts';

/** A library in which nothing was ever filed. */
export function emptyLibrary(): LinkLibrary {
  const nothing = () => Promise.resolve([]);
  return {
    search: nothing,
    recent: nothing,
    related: nothing,
    ofPage: nothing,
    inThread: nothing,
    channelIds: nothing,
    forgetMessage: nothing,
  };
}
