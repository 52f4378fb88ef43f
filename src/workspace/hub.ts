import type { WorkspaceEvent } from './control-api.ts';
import type { World } from './world.ts';

/** Tells open pages what happened, each person only what that person may see. */
export interface Hub {
  publish(event: WorkspaceEvent): void;
  /** `userId: null` hears everything. @returns a function that ends it */
  subscribe(userId: string | null, listener: (event: WorkspaceEvent) => void): () => void;
}

export function createHub(world: World): Hub {
  const listeners = new Set<{ userId: string | null; listener: (event: WorkspaceEvent) => void }>();
  return {
    publish(event) {
      for (const { userId, listener } of listeners) {
        if (userId === null || isVisible(world, event, userId)) listener(event);
      }
    },
    subscribe(userId, listener) {
      const entry = { userId, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}

function isVisible(world: World, event: WorkspaceEvent, userId: string): boolean {
  switch (event.type) {
    case 'message':
    case 'message_changed':
      if (event.message.ephemeralFor !== undefined) return event.message.ephemeralFor === userId;
      return maySee(world, event.message.channel, userId);
    case 'message_deleted':
    case 'status':
      return maySee(world, event.channel, userId);
    case 'view_opened':
    case 'view_updated':
    case 'view_closed':
    case 'home':
    case 'operation_timeout':
      return event.user === userId;
    case 'app_connected':
    case 'app_disconnected':
    case 'traffic':
      return true;
  }
}

/** Whether a person sees the channel at all: public ones always, others as a member. */
export function maySee(world: World, channelId: string, userId: string): boolean {
  const channel = world.channels.get(channelId);
  return channel !== undefined && (channel.kind === 'public' || channel.memberIds.includes(userId));
}
