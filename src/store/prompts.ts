import { AppError } from '../core/errors.ts';
import type { PromptLabelRecord, PromptStore } from '../core/prompt-store.ts';
import type { MainSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface PromptLabelChange {
  label: string;
  /** null where the label was new. */
  fromVersion: string | null;
  toVersion: string;
  changedBy: string;
  changedAt: number;
}

/** Versions of prompts, the labels that say which one runs, and who moved them. */
export interface PromptRepository extends PromptStore {
  labels(name: string): Promise<PromptLabelRecord[]>;
  /** Newest first. A label that was set to where it stood leaves no line. */
  labelHistory(name: string): Promise<PromptLabelChange[]>;
}

export function createPromptRepository(database: SqliteDatabase<MainSchema>): PromptRepository {
  const { kysely } = database;
  const selectVersions = () =>
    kysely.selectFrom('prompt_versions').select(['name', 'version', 'content', 'created_at as createdAt']);
  const selectLabels = () =>
    kysely
      .selectFrom('prompt_labels')
      .select(['name', 'label', 'version', 'updated_by as updatedBy', 'updated_at as updatedAt']);
  const getVersion: PromptStore['getVersion'] = async (name, version) =>
    (await selectVersions().where('name', '=', name).where('version', '=', version).executeTakeFirst()) ?? null;

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
    getVersion,
    async getByLabel(name, label) {
      const pointer = await selectLabels().where('name', '=', name).where('label', '=', label).executeTakeFirst();
      const version = pointer && (await getVersion(name, pointer.version));
      return pointer && version ? { version, label: pointer } : null;
    },
    labels: (name) => selectLabels().where('name', '=', name).orderBy('label').execute(),
    /** @throws AppError `unknown_prompt_version`. */
    async setLabel(record) {
      if ((await getVersion(record.name, record.version)) === null) {
        throw new AppError({
          code: 'unknown_prompt_version',
          message: `The prompt "${record.name}" has no version ${record.version}.`,
          hint: 'List the prompt to see its versions.',
        });
      }
      // In this order: the history line reads where the label stands before the second statement moves it.
      database.runTogether([recordMove(database, record), moveLabel(database, record)]);
    },
    async list() {
      const versions = await selectVersions().orderBy('created_at', 'desc').orderBy('name').execute();
      const labels = await selectLabels().orderBy('label').execute();
      return versions.map((version) => ({
        ...version,
        labels: labels
          .filter((label) => label.name === version.name && label.version === version.version)
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

function recordMove({ kysely }: SqliteDatabase<MainSchema>, record: PromptLabelRecord) {
  return kysely
    .insertInto('prompt_label_history')
    .columns(['name', 'label', 'from_version', 'to_version', 'changed_by', 'changed_at'])
    .expression((from) =>
      from
        .selectFrom('prompt_versions')
        .leftJoin('prompt_labels', (join) =>
          join.onRef('prompt_labels.name', '=', 'prompt_versions.name').on('prompt_labels.label', '=', record.label),
        )
        .select((row) => [
          'prompt_versions.name',
          row.val(record.label).as('label'),
          'prompt_labels.version as from_version',
          'prompt_versions.version as to_version',
          row.val(record.updatedBy).as('changed_by'),
          row.val(record.updatedAt).as('changed_at'),
        ])
        .where('prompt_versions.name', '=', record.name)
        .where('prompt_versions.version', '=', record.version)
        .where((row) =>
          row.or([row('prompt_labels.version', 'is', null), row('prompt_labels.version', '<>', record.version)]),
        ),
    );
}

function moveLabel({ kysely }: SqliteDatabase<MainSchema>, record: PromptLabelRecord) {
  const { name, label, version, updatedBy, updatedAt } = record;
  return kysely
    .insertInto('prompt_labels')
    .values({ name, label, version, updated_by: updatedBy, updated_at: updatedAt })
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'label'])
        .doUpdateSet({ version, updated_by: updatedBy, updated_at: updatedAt })
        .where('prompt_labels.version', '<>', version),
    );
}
