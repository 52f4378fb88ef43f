import { defaultChannelSettings } from '../../src/core/channel-settings.ts';
import type { ChannelSettingsStore } from '../../src/core/channel-settings.ts';

/** Channels in which nobody decided anything, and nothing can be decided. */
export function openChannels(): ChannelSettingsStore {
  const no = () => Promise.resolve(false);
  return {
    get: () => Promise.resolve(defaultChannelSettings),
    change: () => Promise.resolve({ before: defaultChannelSettings, after: defaultChannelSettings }),
    withDigest: () => Promise.resolve([]),
    rules: () => Promise.resolve({ settings: defaultChannelSettings, mutedSites: [], isOptedOut: false }),
    mutedSites: () => Promise.resolve([]),
    muteSite: no,
    unmuteSite: no,
    optOut: no,
    optIn: no,
  };
}
