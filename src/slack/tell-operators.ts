import { renderNote } from './blocks/note-message.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Tells those who run Gloss of something that the alert rules may not be able to tell, because nothing can be stored. Never throws. */
export type TellOperators = (text: string) => Promise<void>;

/** An admin group is written to by its channel for alerts; single people are written to directly, so many at most. */
const maxPeople = 5;

export function createTellOperators(
  home: () => Promise<Pick<SlackServices, 'post' | 'calls' | 'settings' | 'alertPlaces' | 'outside'>>,
): TellOperators {
  return async (text) => {
    const services = await home().catch(() => null);
    if (services === null) return;
    const { post, calls, settings, alertPlaces, outside } = services;
    const channels = async (): Promise<string[]> => {
      if (alertPlaces.channelId !== null) return [alertPlaces.channelId];
      const people = settings.admins.filter((entry) => /^[UW]/.test(entry)).slice(0, maxPeople);
      const opened = await Promise.all(
        people.map((user) => calls.bulk((client) => client.conversations.open({ users: user }))),
      );
      return opened.flatMap(({ channel }) => channel?.id ?? []);
    };
    try {
      for (const channelId of await channels()) {
        await post({ channelId, threadTs: null }, renderNote(text));
      }
    } catch (error) {
      outside.log.warn('those who run Gloss could not be told', { text, error });
    }
  };
}
