import type { Compilable, Kysely } from 'kysely';
import type { PromptRemoteStore } from '../core/prompt-remotes.ts';
import type { Database } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createPromptRemoteTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('prompt_remotes')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('remote_version', 'integer', (column) => column.notNull())
      .addColumn('fetched_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_remotes_key', ['name', 'label'])
      .addForeignKeyConstraint('prompt_remotes_version', ['name', 'version'], 'prompt_versions', ['name', 'version']),
  ];
}

export function createPromptRemoteStore({ kysely }: Database<MainSchema>): PromptRemoteStore {
  return {
    async get(name, label) {
      const row = await kysely
        .selectFrom('prompt_remotes')
        .select(['name', 'label', 'version', 'remote_version as remoteVersion', 'fetched_at as fetchedAt'])
        .where('name', '=', name)
        .where('label', '=', label)
        .executeTakeFirst();
      return row ?? null;
    },
    async put({ name, label, version, remoteVersion, fetchedAt }) {
      const seen = { version, remote_version: remoteVersion, fetched_at: fetchedAt };
      await kysely
        .insertInto('prompt_remotes')
        .values({ name, label, ...seen })
        .onConflict((conflict) => conflict.columns(['name', 'label']).doUpdateSet(seen))
        .execute();
    },
  };
}
