import type { LabelMove, MoveRequest, PromptLabels } from '../core/prompt-labels.ts';
import type { PromotionCheck } from '../core/promotion.ts';
import type { PromptStore } from '../core/prompt-store.ts';
import { diffText } from '../core/text-diff.ts';
import type { DiffLine } from '../core/text-diff.ts';
import { findPromptName, findVersion } from './find-version.ts';
import type { FoundVersion } from './find-version.ts';
import type { PromptFile } from './prompt-file.ts';
import type { LangfuseSource, RemoteState } from './langfuse/langfuse-source.ts';
import { promptText } from './prompt-text.ts';
import type { PromptRegistry, SyncReport } from './registry.ts';
import { requireEvidence } from './require-evidence.ts';

export interface PromptListing {
  name: string;
  /** Newest first. */
  versions: { version: string; labels: string[]; createdAt: number }[];
  /** The newest move of each label. */
  labels: LabelMove[];
  /** Where its labels are Langfuse's: how each that was asked for stands. null where they are ours. */
  remote: RemoteState[] | null;
}

/** Which version a label of a prompt stands for. */
export interface StandingLabel {
  name: string;
  label: string;
  version: string;
}

export interface PromptComparison {
  a: FoundVersion;
  b: FoundVersion;
  lines: DiffLine[];
}

export interface PromotionRequest extends MoveRequest {
  version: string;
  /** Moves the label whatever the evals say; needs a reason. */
  force: boolean;
}

/** What commands and buttons do with prompts. Words for prompts and versions may be cut short where they stay clear. */
export interface PromptDesk {
  /** Moves labels without asking for evidence: for who has it, such as a card with a verdict. */
  labels: PromptLabels;
  /** In the order of their names. */
  list(): Promise<PromptListing[]>;
  /** What runs: our labels, and Langfuse's where it rules. */
  standing(): Promise<StandingLabel[]>;
  /** @throws AppError `unknown_prompt` */
  findName(word: string): Promise<string>;
  /** @throws AppError `unknown_prompt`, `unknown_prompt_version` */
  find(name: string, labelOrVersion: string): Promise<FoundVersion>;
  /** @throws AppError `unknown_prompt`, `unknown_prompt_version` */
  compare(name: string, a: string, b: string): Promise<PromptComparison>;
  /** Reads the prompt files again. @throws AppError `prompt_invalid` */
  sync(): Promise<SyncReport[]>;
  /**
   * Moves a label to a version. `prod` follows evidence: where the last eval of the version failed, or none judged it, only force and a reason move it.
   * @throws AppError `promotion_refused`, `reason_missing`, and what `labels.promote` throws
   */
  promote(request: PromotionRequest): Promise<LabelMove>;
}

export interface PromptDeskDeps {
  store: PromptStore;
  registry: Pick<PromptRegistry, 'sync'>;
  labels: PromptLabels;
  readFiles: () => Promise<PromptFile[]>;
  check: PromotionCheck;
  /** Langfuse, where some prompts come from there. */
  remotes?: Pick<LangfuseSource, 'manages' | 'states'> | null;
}

export function createPromptDesk(deps: PromptDeskDeps): PromptDesk {
  const { store, registry, labels, readFiles, check, remotes = null } = deps;
  const remoteOf = (name: string): RemoteState[] | null =>
    remotes?.manages(name) === true ? remotes.states().filter((state) => state.name === name) : null;

  return {
    labels,
    async list() {
      const all = await store.list();
      const names = [...new Set(all.map(({ name }) => name))].sort();
      return Promise.all(
        names.map(async (name) => {
          const history = await labels.history(name);
          const newest = history.filter((move, at) => history.findIndex(({ label }) => label === move.label) === at);
          const versions = all.filter((record) => record.name === name);
          return {
            name,
            versions: versions.map(({ version, labels: pointing, createdAt }) => ({
              version,
              labels: pointing,
              createdAt,
            })),
            labels: newest,
            remote: remoteOf(name),
          };
        }),
      );
    },
    async standing() {
      const all = await store.list();
      const ours = all.flatMap(({ name, version, labels: pointing }) =>
        pointing.map((label) => ({ name, label, version })),
      );
      const theirs = (remotes?.states() ?? []).flatMap(({ name, label, version }) =>
        version === null ? [] : [{ name, label, version }],
      );
      const isTheirs = ({ name, label }: StandingLabel): boolean =>
        theirs.some((other) => other.name === name && other.label === label);
      return [...ours.filter((standing) => !isTheirs(standing)), ...theirs];
    },
    findName: async (word) => findPromptName(word, await store.list()),
    find: async (name, labelOrVersion) => findVersion(name, labelOrVersion, await store.list()),
    async compare(name, first, second) {
      const all = await store.list();
      const a = findVersion(name, first, all);
      const b = findVersion(name, second, all);
      return { a, b, lines: diffText(promptText(a.file), promptText(b.file)) };
    },
    sync: async () => registry.sync(await readFiles()),
    async promote({ force, ...request }) {
      if (request.label === 'prod') await requireEvidence(request, force, check);
      return labels.promote(request);
    },
  };
}
