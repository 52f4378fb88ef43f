import { defaultChannelSettings } from '../../core/channel-settings.ts';
import type { ChannelPlace, ChannelSettings, ChannelSettingsStore } from '../../core/channel-settings.ts';
import type { MainSchema } from '../schema.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';

export function createChannelSettingsStore({ kysely }: SqliteDatabase<MainSchema>): ChannelSettingsStore {
  const get = async ({ teamId, channelId }: ChannelPlace): Promise<ChannelSettings> => {
    const row = await kysely
      .selectFrom('channel_settings')
      .select('settings')
      .where('team_id', '=', teamId)
      .where('channel_id', '=', channelId)
      .executeTakeFirst();
    return row ? readSettings(row.settings) : defaultChannelSettings;
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
    async put({ teamId, channelId }, settings, by, now) {
      const changes = {
        settings: JSON.stringify(settings),
        digest: settings.digest,
        updated_by: by,
        updated_at: now,
      };
      await kysely
        .insertInto('channel_settings')
        .values({ team_id: teamId, channel_id: channelId, ...changes })
        .onConflict((conflict) => conflict.columns(['team_id', 'channel_id']).doUpdateSet(changes))
        .execute();
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
function readSettings(text: string): ChannelSettings {
  return { ...defaultChannelSettings, ...(JSON.parse(text) as Partial<ChannelSettings>) };
}
