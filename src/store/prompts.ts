import { AppError } from '../core/errors.ts';
import type { PromptLabelRecord, PromptStore } from '../core/prompt-store.ts';
import type { Database } from './database.ts';
import { labelLock, moveLabel } from './prompt-label-moves.ts';
import type { MainSchema } from './schema.ts';

/** Versions of prompts, the labels that say which one runs, and who moved them. */
export interface PromptRepository extends PromptStore {
  labels(name: string): Promise<PromptLabelRecord[]>;
}

export function createPromptRepository({ kysely, transact }: Database<MainSchema>): PromptRepository {
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
    async moveLabel(move) {
      if ((await getVersion(move.name, move.version)) === null) {
        throw new AppError({
          code: 'unknown_prompt_version',
          message: `The prompt "${move.name}" has no version ${move.version}.`,
          hint: 'List the prompt to see its versions.',
        });
      }
      return transact(labelLock, () => moveLabel(move));
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
          'id',
          'name',
          'label',
          'from_version as fromVersion',
          'to_version as toVersion',
          'kind',
          'changed_by as changedBy',
          'changed_at as changedAt',
          'reason',
        ])
        .where('name', '=', name)
        .orderBy('id', 'desc')
        .execute(),
  };
}
