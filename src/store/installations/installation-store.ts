import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Installation, InstallationStore } from '../../core/installation.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';

/** What is sealed of an installation. */
type Secret = Pick<Installation, 'botToken' | 'botUserId' | 'botId' | 'teamUrl' | 'scopes'>;

/** Every write is one statement, so that any process may take the callback of an install flow or the event of a removal. */
export function createInstallationStore(
  { kysely }: Pick<Database<MainSchema>, 'kysely'>,
  sealer: TextSealer,
): InstallationStore {
  return {
    async save(installation) {
      if (!sealer.seals) {
        throw new AppError({
          code: 'store_key_missing',
          message: 'Tokens of workspaces are only stored encrypted, and no key is set.',
          hint: 'Put a key into store.encryptionKeys (openssl rand -base64 32).',
        });
      }
      const { teamId, teamName, enterpriseId, installedBy, installedAt, ...secret } = installation;
      const row = {
        team_name: teamName,
        enterprise_id: enterpriseId,
        installed_by: installedBy,
        installed_at: installedAt,
        uninstalled_at: null,
        body: sealer.seal(JSON.stringify(secret satisfies Secret), placeOf(teamId)),
      };
      await kysely
        .insertInto('installations')
        .values({ team_id: teamId, ...row })
        .onConflict((conflict) => conflict.column('team_id').doUpdateSet(row))
        .execute();
    },
    async get(teamId) {
      const row = await kysely
        .selectFrom('installations')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('uninstalled_at', 'is', null)
        .executeTakeFirst();
      if (!row) return null;
      const secret = JSON.parse(sealer.open(row.body, placeOf(teamId))) as Secret;
      return {
        teamId,
        teamName: row.team_name,
        enterpriseId: row.enterprise_id,
        installedBy: row.installed_by,
        installedAt: row.installed_at,
        ...secret,
      };
    },
    async list() {
      const rows = await kysely
        .selectFrom('installations')
        .select(['team_id', 'team_name', 'enterprise_id', 'installed_by', 'installed_at', 'uninstalled_at'])
        .orderBy('installed_at')
        .orderBy('team_id')
        .execute();
      return rows.map((row) => ({
        teamId: row.team_id,
        teamName: row.team_name,
        enterpriseId: row.enterprise_id,
        installedBy: row.installed_by,
        installedAt: row.installed_at,
        uninstalledAt: row.uninstalled_at,
      }));
    },
    async remove(teamId, at, newest) {
      const { numUpdatedRows } = await kysely
        .updateTable('installations')
        .set({ body: '', uninstalled_at: at })
        .where('team_id', '=', teamId)
        .where('uninstalled_at', 'is', null)
        .where('installed_at', '<=', newest)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async reseal() {
      const rows = await kysely
        .selectFrom('installations')
        .select(['team_id', 'body'])
        .where('uninstalled_at', 'is', null)
        .execute();
      const failures: unknown[] = [];
      let count = 0;
      for (const { team_id: teamId, body } of rows.filter((row) => !sealer.isCurrent(row.body))) {
        try {
          const place = placeOf(teamId);
          // Not where somebody has installed it again meanwhile.
          const { numUpdatedRows } = await kysely
            .updateTable('installations')
            .set({ body: sealer.seal(sealer.open(body, place), place) })
            .where('team_id', '=', teamId)
            .where('body', '=', body)
            .executeTakeFirst();
          count += Number(numUpdatedRows);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return count;
    },
    async takeState(id, now, expiresAt) {
      await kysely.deleteFrom('install_states').where('expires_at', '<', now).execute();
      const taken = await kysely
        .insertInto('install_states')
        .values({ id: createHash('sha256').update(id).digest('hex'), expires_at: expiresAt })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      return taken !== undefined;
    },
  };
}

/** A token that was moved to another workspace's row does not open there. */
function placeOf(teamId: string): string {
  return `installation:${teamId}`;
}
