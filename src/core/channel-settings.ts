/** What people decide in Slack about the links of one channel: the last layer of the settings. */

/** `all`: every link. `reaction`: links whose message somebody reacts to. `mention`: links somebody asks for by name. */
export const channelModes = ['all', 'reaction', 'mention'] as const;
export type ChannelMode = (typeof channelModes)[number];

export const digestRhythms = ['off', 'daily', 'weekly'] as const;
export type DigestRhythm = (typeof digestRhythms)[number];

export interface ChannelSettings {
  mode: ChannelMode;
  /** Slack's name of the emoji that asks for a summary, without colons. */
  emoji: string;
  isPaused: boolean;
  digest: DigestRhythm;
  /** 0 to 23, UTC. A weekly digest comes on Monday. */
  digestHour: number;
}

export const defaultChannelSettings: ChannelSettings = {
  mode: 'all',
  emoji: 'eyes',
  isPaused: false,
  digest: 'off',
  digestHour: 8,
};

/** Whether links of a place are read by themselves, and why not. */
export interface LinkRules {
  settings: ChannelSettings;
  /** Sites that nobody wants summaries of there. */
  mutedSites: readonly string[];
  /** The person does not want their links read. */
  isOptedOut: boolean;
}

/** @returns why nothing there is read, for a person; null where it is */
export function whyNothingRead({ settings, isOptedOut }: LinkRules, asked: boolean): string | null {
  if (settings.isPaused)
    return 'Reading is paused in this channel; an admin can end that with /links settings --resume.';
  if (asked) return null;
  if (settings.mode === 'reaction')
    return `Links of this channel are read when somebody reacts with :${settings.emoji}:.`;
  if (settings.mode === 'mention') return 'Links of this channel are read when somebody asks for them by name.';
  return isOptedOut ? 'You asked that your links are not read; /links unmute @me ends that.' : null;
}

/** @param site host without `www.` */
export function isMutedSite(site: string, mutedSites: readonly string[]): boolean {
  return mutedSites.some((muted) => site === muted || site.endsWith(`.${muted}`));
}

export interface ChannelPlace {
  teamId: string;
  channelId: string;
}

export interface ChannelSettingsStore {
  /** The default where nobody decided. */
  get(place: ChannelPlace): Promise<ChannelSettings>;
  /**
   * What `change` makes of the settings as they stand at that moment, so that two people who change different things both get theirs; it may
   * be called again where somebody was faster. Where it changes nothing, nothing is written.
   */
  change(
    place: ChannelPlace,
    change: (before: ChannelSettings) => ChannelSettings,
    by: string,
    now: number,
  ): Promise<{ before: ChannelSettings; after: ChannelSettings }>;
  /** Channels with a digest. */
  withDigest(): Promise<(ChannelPlace & { settings: ChannelSettings })[]>;
  rules(place: ChannelPlace & { userId: string }): Promise<LinkRules>;
  mutedSites(place: ChannelPlace): Promise<string[]>;
  /** @returns false where nothing changed. */
  muteSite(place: ChannelPlace, site: string, by: string, now: number): Promise<boolean>;
  unmuteSite(place: ChannelPlace, site: string): Promise<boolean>;
  optOut(person: { teamId: string; userId: string }, now: number): Promise<boolean>;
  optIn(person: { teamId: string; userId: string }): Promise<boolean>;
}
