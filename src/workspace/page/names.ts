import type { WorkspaceState } from '../control-api.ts';

/** Names of people and channels by id, for mentions and message heads. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
}

/** Looks names up in the state; an unknown id is its own name. */
export function createNames(state: WorkspaceState): Names {
  return {
    user(id) {
      const found = state.users.find((user) => user.id === id);
      if (found) return found.realName || found.name;
      // Slack's own voice, under which a deleted root stands.
      if (id === 'USLACKBOT') return 'Slackbot';
      return id === state.app.botUserId || id === state.app.botId ? state.app.name : id;
    },
    channel(id) {
      const found = state.channels.find((channel) => channel.id === id);
      if (!found) return id;
      return found.kind === 'im' ? state.app.name : found.name;
    },
  };
}
