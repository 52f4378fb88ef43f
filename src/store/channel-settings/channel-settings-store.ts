import { AppError } from '../../core/errors.ts';
import { defaultChannelSettings } from '../../core/channel-settings.ts';
import type { ChannelPlace, ChannelSettings, ChannelSettingsStore } from '../../core/channel-settings.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { ChannelSettingsSchema } from './channel-settings-tables.ts';

/** Only as many people at the same instant could make it fail. */
const maxAttempts = 20;

export function createChannelSettingsStore({ kysely }: Database<MainSchema>): ChannelSettingsStore {
  const read = async ({ teamId, channelId }: ChannelPlace): Promise<string | null> => {
    const row = await kysely
      .selectFrom('channel_settings')
      .select('settings')
      .where('team_id', '=', teamId)
      .where('channel_id', '=', channelId)
      .executeTakeFirst();
    return row?.settings ?? null;
  };
  const get = async (place: ChannelPlace): Promise<ChannelSettings> => readSettings(await read(place));
  /** @returns false where the row no longer holds `seen` (null: where there is one) */
  const replace = async (
    { teamId, channelId }: ChannelPlace,
    seen: string | null,
    changes: Omit<ChannelSettingsSchema['channel_settings'], 'team_id' | 'channel_id'>,
  ): Promise<boolean> => {
    if (seen === null) {
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto('channel_settings')
        .values({ team_id: teamId, channel_id: channelId, ...changes })
        .onConflict((conflict) => conflict.columns(['team_id', 'channel_id']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    }
    const { numUpdatedRows } = await kysely
      .updateTable('channel_settings')
      .set(changes)
      .where('team_id', '=', teamId)
      .where('channel_id', '=', channelId)
      .where('settings', '=', seen)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  };
  const mutedSites = async ({ teamId, channelId }: ChannelPlace): Promise<string[]> => {
    const rows = await kysely
      .selectFrom('muted_sites')
      .select('site')
      .where('team_id', '=', teamId)
      .where('channel_id', '=', channelId)
      .orderBy('site')
      .execute();
    return rows.map(({ site }) => site);
  };

  return {
    get,
    async change(place, change, by, now) {
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        const seen = await read(place);
        const before = readSettings(seen);
        const after = change(before);
        const settings = JSON.stringify(after);
        if (settings === JSON.stringify(before)) return { before, after };
        if (await replace(place, seen, { settings, digest: after.digest, updated_by: by, updated_at: now }))
          return { before, after };
      }
      throw new AppError({
        code: 'settings_busy',
        message: 'Others are changing the settings of this channel at this moment.',
        hint: 'Try again.',
        retryable: true,
      });
    },
    async withDigest() {
      const rows = await kysely.selectFrom('channel_settings').selectAll().where('digest', '<>', 'off').execute();
      return rows.map((row) => ({
        teamId: row.team_id,
        channelId: row.channel_id,
        settings: readSettings(row.settings),
      }));
    },
    async rules({ teamId, channelId, userId }) {
      const [settings, sites, person] = await Promise.all([
        get({ teamId, channelId }),
        mutedSites({ teamId, channelId }),
        kysely
          .selectFrom('opted_out_people')
          .select('at')
          .where('team_id', '=', teamId)
          .where('user_id', '=', userId)
          .executeTakeFirst(),
      ]);
      return { settings, mutedSites: sites, isOptedOut: person !== undefined };
    },
    mutedSites,
    async muteSite({ teamId, channelId }, site, by, now) {
      const done = await kysely
        .insertInto('muted_sites')
        .values({ team_id: teamId, channel_id: channelId, site, muted_by: by, muted_at: now })
        .onConflict((conflict) => conflict.columns(['team_id', 'channel_id', 'site']).doNothing())
        .executeTakeFirst();
      return done.numInsertedOrUpdatedRows === 1n;
    },
    async unmuteSite({ teamId, channelId }, site) {
      const done = await kysely
        .deleteFrom('muted_sites')
        .where('team_id', '=', teamId)
        .where('channel_id', '=', channelId)
        .where('site', '=', site)
        .executeTakeFirst();
      return done.numDeletedRows > 0n;
    },
    async optOut({ teamId, userId }, now) {
      const done = await kysely
        .insertInto('opted_out_people')
        .values({ team_id: teamId, user_id: userId, at: now })
        .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doNothing())
        .executeTakeFirst();
      return done.numInsertedOrUpdatedRows === 1n;
    },
    async optIn({ teamId, userId }) {
      const done = await kysely
        .deleteFrom('opted_out_people')
        .where('team_id', '=', teamId)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return done.numDeletedRows > 0n;
    },
  };
}

/** What a later version adds has its default in rows of an earlier one. */
function readSettings(text: string | null): ChannelSettings {
  return { ...defaultChannelSettings, ...(text === null ? {} : (JSON.parse(text) as Partial<ChannelSettings>)) };
}
