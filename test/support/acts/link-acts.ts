import { defaultChannelSettings } from '../../../src/core/channel-settings.ts';
import { type Act, admins, lineOf, members, type Stage } from './act.ts';

const place = { teamId: 'T1', channelId: 'C1' };

/** What is typed about links, and how a channel reads them. */
export const linkActs: readonly Act[] = [
  {
    id: '/summarize',
    needs: null,
    people: members,
    two: 'each',
    again: 'each',
    async prepare(stage) {
      const url = `https://${stage.mark}.example/page`;
      return {
        payload: lineOf('/summarize', url),
        async count() {
          const jobs = await stage.program.app.store.jobs.list({ limit: 10_000 });
          return jobs.filter(({ key }) => key.endsWith(url)).length;
        },
      };
    },
  },
  channelAct('/links settings', 'settings --pause', ({ isPaused }) => isPaused),
  channelAct('/links digest/on', 'digest on --daily --hour 7', ({ digest }) => digest === 'daily'),
  ...[true, false].map((isMuted): Act => ({
    id: isMuted ? '/links mute' : '/links unmute',
    needs: isMuted ? 'links.mute' : 'links.unmute',
    people: members,
    two: 'same',
    again: 'same',
    async prepare({ program, mark }) {
      const { channelSettings } = program.app.store;
      const site = `${mark}.example`;
      if (!isMuted) await channelSettings.muteSite(place, site, 'UOTHER', 1);
      const isDone = async (): Promise<boolean> => (await channelSettings.mutedSites(place)).includes(site) === isMuted;
      return {
        payload: lineOf('/links', `${isMuted ? 'mute' : 'unmute'} ${site}`),
        count: async () => ((await isDone()) ? 1 : 0),
      };
    },
  })),
];

function channelAct(id: string, text: string, isDone: (settings: typeof defaultChannelSettings) => boolean): Act {
  return {
    id,
    needs: 'links.settings',
    people: admins,
    two: 'same',
    again: 'same',
    isShared: true,
    async prepare({ program }: Stage) {
      const { channelSettings } = program.app.store;
      await channelSettings.change(place, () => defaultChannelSettings, 'UOTHER', 1);
      return {
        payload: lineOf('/links', text),
        count: async () => (isDone(await channelSettings.get(place)) ? 1 : 0),
      };
    },
  };
}
