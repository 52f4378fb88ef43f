import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { PromptSource, ResolvedPrompt } from '../core/ports.ts';
import type { LabelMoveOutcome } from '../core/prompt-labels.ts';
import type { PromptStore, PromptVersionRecord } from '../core/prompt-store.ts';
import { PromptFile, promptVersionOf } from './prompt-file.ts';
import { renderPrompt } from './render-prompt.ts';

/** A content hash as `promptVersionOf` writes it; no label looks like one. */
export function isPromptVersion(text: string): boolean {
  return /^[0-9a-f]{12}$/.test(text);
}

/** Who moves labels when files change; every other name is a person who promoted or rolled back. */
const syncName = 'sync';

export interface SyncReport {
  name: string;
  version: string;
  /** True where the store did not know this version. */
  isNew: boolean;
  /** Label that was moved to the version, or null. */
  labelled: 'prod' | 'candidate' | null;
}

export interface PromptRegistry extends PromptSource {
  /**
   * Brings the files into the store: a version is added only where its hash is new. Files never move `prod`: a prompt without it gets it, from
   * then on people promote. The file's version becomes `candidate`, but a candidate that a person chose gives way only to a new version.
   */
  sync(files: readonly PromptFile[]): Promise<SyncReport[]>;
}

/** Prompts by name and label out of the store. */
export function createPromptRegistry(store: PromptStore, outside: Pick<Outside, 'clock' | 'log'>): PromptRegistry {
  const setLabel = (name: string, label: string, version: string): Promise<LabelMoveOutcome> =>
    store.moveLabel({
      name,
      label,
      version,
      kind: 'sync',
      changedBy: syncName,
      changedAt: outside.clock.now(),
      reason: null,
    });

  async function syncFile(file: PromptFile): Promise<SyncReport> {
    const { name } = file;
    const version = promptVersionOf(file);
    const content = JSON.stringify(file);
    const isNew = await store.addVersion({ name, version, content, createdAt: outside.clock.now() });
    const prod = await store.getByLabel(name, 'prod');
    if (prod?.version.version === version) return { name, version, isNew, labelled: null };
    if (prod === null) {
      await setLabel(name, 'prod', version);
      return { name, version, isNew, labelled: 'prod' };
    }
    const candidate = await store.getByLabel(name, 'candidate');
    const isChosen = candidate !== null && candidate.label.updatedBy !== syncName;
    if (candidate?.version.version === version || (isChosen && !isNew)) return { name, version, isNew, labelled: null };
    await setLabel(name, 'candidate', version);
    return { name, version, isNew, labelled: 'candidate' };
  }

  return {
    async sync(files) {
      const reports: SyncReport[] = [];
      for (const file of files) {
        const report = await syncFile(file);
        if (report.isNew || report.labelled !== null) outside.log.info('prompt synced', { ...report });
        reports.push(report);
      }
      return reports;
    },
    async get(name, labelOrVersion = 'prod') {
      const found = isPromptVersion(labelOrVersion)
        ? await store.getVersion(name, labelOrVersion)
        : ((await store.getByLabel(name, labelOrVersion))?.version ?? null);
      if (found) return resolveVersion(found);
      const all = await store.list();
      const labels = all.filter((version) => version.name === name).flatMap((version) => version.labels);
      const names = [...new Set(all.map((version) => version.name))];
      throw new AppError({
        code: 'unknown_prompt',
        message: `There is no prompt "${name}" with the ${isPromptVersion(labelOrVersion) ? 'version' : 'label'} "${labelOrVersion}".`,
        hint:
          labels.length > 0
            ? `Labels of ${name}: ${labels.join(', ')}.`
            : `Known prompts: ${names.join(', ') || 'none'}.`,
      });
    },
  };
}

/** The prompt of a stored version. @throws AppError `unknown_prompt` where it cannot be read */
export function readVersion(record: PromptVersionRecord): PromptFile {
  const parsed = PromptFile.safeParse(JSON.parse(record.content));
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'unknown_prompt',
    message: `The stored version ${record.name}@${record.version} cannot be read.`,
    hint: 'Sync the prompts again, or move the label to another version.',
    cause: parsed.error,
  });
}

/** A stored version, ready to be rendered. @throws AppError `unknown_prompt` where it cannot be read */
export function resolveVersion(record: PromptVersionRecord): ResolvedPrompt {
  const { name, version } = record;
  const file = readVersion(record);
  return { name, version, config: file.config, render: (variables) => renderPrompt(file, version, variables) };
}
