import { describe, expect, test } from 'vitest';
import { defaultChannelSettings } from '../../../src/core/channel-settings.ts';
import type { ChannelSettings } from '../../../src/core/channel-settings.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const place = { teamId: 'T1', channelId: 'C1' };
const person = { teamId: 'T1', userId: 'U1' };

describe.each(dialects)('the settings of channels on %s', (dialect) => {
  test('two people who change different things at once both get theirs', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const changes: ((before: ChannelSettings) => ChannelSettings)[] = [
      (before) => ({ ...before, digest: 'weekly' }),
      (before) => ({ ...before, isPaused: true }),
      (before) => ({ ...before, emoji: 'books' }),
      (before) => ({ ...before, digestHour: 17 }),
    ];
    await Promise.all(
      changes.map((change, index) =>
        (index % 2 === 0 ? temp.store : other).channelSettings.change(place, change, 'U1', 1),
      ),
    );
    const wanted = { ...defaultChannelSettings, digest: 'weekly', isPaused: true, emoji: 'books', digestHour: 17 };
    expect(await temp.store.channelSettings.get(place)).toEqual(wanted);
    expect(await temp.store.channelSettings.withDigest()).toEqual([{ ...place, settings: wanted }]);
  });

  test('sites are muted and people opt out once', async () => {
    await using temp = await openTempStore({ dialect });
    const { channelSettings } = temp.store;
    expect(await channelSettings.muteSite(place, 'b.example', 'U1', 1)).toBe(true);
    expect(await channelSettings.muteSite(place, 'b.example', 'U2', 2)).toBe(false);
    await channelSettings.muteSite(place, 'a.example', 'U1', 1);
    expect(await channelSettings.optOut(person, 1)).toBe(true);
    expect(await channelSettings.optOut(person, 2)).toBe(false);
    expect(await channelSettings.rules({ ...place, userId: 'U1' })).toEqual({
      settings: defaultChannelSettings,
      mutedSites: ['a.example', 'b.example'],
      isOptedOut: true,
    });
    expect(await channelSettings.unmuteSite(place, 'b.example')).toBe(true);
    expect(await channelSettings.unmuteSite(place, 'b.example')).toBe(false);
    expect(await channelSettings.optIn(person)).toBe(true);
    expect(await channelSettings.optIn(person)).toBe(false);
  });
});
