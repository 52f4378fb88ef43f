import { AppError } from '../core/errors.ts';
import type { MainSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface PromptVersion {
  name: string;
  /** First 12 hex digits of the content's SHA-256. */
  version: string;
  /** JSON. */
  content: string;
  createdAt: number;
}

export interface PromptLabel {
  label: string;
  version: string;
  updatedBy: string;
  updatedAt: number;
}

export interface PromptLabelChange {
  label: string;
  /** null where the label was new. */
  fromVersion: string | null;
  toVersion: string;
  changedBy: string;
  changedAt: number;
}

/** Versions of prompts, and the labels that say which one runs. */
export interface PromptRepository {
  /** @returns true where the version was new; a known one stays as it is. */
  addVersion(version: PromptVersion): Promise<boolean>;
  labels(name: string): Promise<PromptLabel[]>;
  /** @returns false where the label stood there already. @throws AppError `unknown_prompt_version`. */
  setLabel(name: string, label: string, version: string, by: string, at: number): Promise<boolean>;
  getByLabel(name: string, label: string): Promise<PromptVersion | null>;
  getVersion(name: string, version: string): Promise<PromptVersion | null>;
  /** Without content; by name, newest version first. */
  list(): Promise<{ name: string; version: string; createdAt: number; labels: string[] }[]>;
  /** Newest first. */
  labelHistory(name: string): Promise<PromptLabelChange[]>;
}

export function createPromptRepository({ kysely, runTogether }: SqliteDatabase<MainSchema>): PromptRepository {
  const selectVersions = () =>
    kysely
      .selectFrom('prompt_versions')
      .select([
        'prompt_versions.name',
        'prompt_versions.version',
        'prompt_versions.content',
        'prompt_versions.created_at as createdAt',
      ]);
  const getVersion: PromptRepository['getVersion'] = async (name, version) =>
    (await selectVersions()
      .where('prompt_versions.name', '=', name)
      .where('prompt_versions.version', '=', version)
      .executeTakeFirst()) ?? null;

  return {
    async addVersion({ name, version, content, createdAt }) {
      const added = await kysely
        .insertInto('prompt_versions')
        .values({ name, version, content, created_at: createdAt })
        .onConflict((conflict) => conflict.columns(['name', 'version']).doNothing())
        .returning('version')
        .executeTakeFirst();
      return added !== undefined;
    },
    labels: (name) =>
      kysely
        .selectFrom('prompt_labels')
        .select(['label', 'version', 'updated_by as updatedBy', 'updated_at as updatedAt'])
        .where('name', '=', name)
        .orderBy('label')
        .execute(),
    async setLabel(name, label, version, by, at) {
      if ((await getVersion(name, version)) === null) {
        throw new AppError({
          code: 'unknown_prompt_version',
          message: `The prompt "${name}" has no version ${version}.`,
          hint: 'List the prompt to see its versions.',
        });
      }
      // The history line reads where the label stands before the second statement moves it.
      const record = kysely
        .insertInto('prompt_label_history')
        .columns(['name', 'label', 'from_version', 'to_version', 'changed_by', 'changed_at'])
        .expression((from) =>
          from
            .selectFrom('prompt_versions')
            .leftJoin('prompt_labels', (join) =>
              join.onRef('prompt_labels.name', '=', 'prompt_versions.name').on('prompt_labels.label', '=', label),
            )
            .select((row) => [
              'prompt_versions.name',
              row.val(label).as('label'),
              'prompt_labels.version as from_version',
              'prompt_versions.version as to_version',
              row.val(by).as('changed_by'),
              row.val(at).as('changed_at'),
            ])
            .where('prompt_versions.name', '=', name)
            .where('prompt_versions.version', '=', version)
            .where((row) =>
              row.or([row('prompt_labels.version', 'is', null), row('prompt_labels.version', '<>', version)]),
            ),
        )
        .returning('id');
      const move = kysely
        .insertInto('prompt_labels')
        .values({ name, label, version, updated_by: by, updated_at: at })
        .onConflict((conflict) =>
          conflict
            .columns(['name', 'label'])
            .doUpdateSet({ version, updated_by: by, updated_at: at })
            .where('prompt_labels.version', '<>', version),
        );
      const [recorded] = runTogether([record, move]);
      return recorded !== undefined && recorded.length > 0;
    },
    async getByLabel(name, label) {
      const found = await selectVersions()
        .innerJoin('prompt_labels', (join) =>
          join
            .onRef('prompt_labels.name', '=', 'prompt_versions.name')
            .onRef('prompt_labels.version', '=', 'prompt_versions.version'),
        )
        .where('prompt_labels.name', '=', name)
        .where('prompt_labels.label', '=', label)
        .executeTakeFirst();
      return found ?? null;
    },
    getVersion,
    async list() {
      const versions = await kysely
        .selectFrom('prompt_versions')
        .select(['name', 'version', 'created_at as createdAt'])
        .orderBy('name')
        .orderBy('created_at', 'desc')
        .execute();
      const labels = await kysely
        .selectFrom('prompt_labels')
        .select(['name', 'label', 'version'])
        .orderBy('label')
        .execute();
      return versions.map((version) => ({
        ...version,
        labels: labels
          .filter(({ name, version: id }) => name === version.name && id === version.version)
          .map(({ label }) => label),
      }));
    },
    labelHistory: (name) =>
      kysely
        .selectFrom('prompt_label_history')
        .select([
          'label',
          'from_version as fromVersion',
          'to_version as toVersion',
          'changed_by as changedBy',
          'changed_at as changedAt',
        ])
        .where('name', '=', name)
        .orderBy('id', 'desc')
        .execute(),
  };
}
