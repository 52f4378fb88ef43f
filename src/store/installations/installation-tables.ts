import type { Compilable, Kysely } from 'kysely';

export interface InstallationSchema {
  installations: {
    team_id: string;
    team_name: string | null;
    enterprise_id: string | null;
    installed_by: string | null;
    installed_at: number;
    /** null while it is installed. */
    uninstalled_at: number | null;
    /** Sealed JSON: the token and whose it is; empty as soon as the app is removed. */
    body: string;
  };
  install_states: {
    /** SHA-256 (hex) of a state that was used. */
    id: string;
    expires_at: number;
  };
}

/** Migration `0024_installations`. */
export function createInstallationTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('installations')
      .addColumn('team_id', 'text', (column) => column.primaryKey())
      .addColumn('team_name', 'text')
      .addColumn('enterprise_id', 'text')
      .addColumn('installed_by', 'text')
      .addColumn('installed_at', 'bigint', (column) => column.notNull())
      .addColumn('uninstalled_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull()),
    schema
      .createTable('install_states')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('expires_at', 'bigint', (column) => column.notNull()),
  ];
}
