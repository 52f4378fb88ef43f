import { AppError, toAppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { PromptSource } from '../core/ports.ts';
import { type Arm, armOf, type ChosenArms, type PromptArms } from '../core/prompt-split.ts';
import type { PromptSplit, PromptSplitStore, SplitReport } from '../core/prompt-split.ts';
import { compareArms } from './compare-arms.ts';
import type { PromptDesk } from './desk.ts';

export interface SplitRequest {
  name: string;
  a: string;
  b: string;
  sharePercent: number;
  by: string;
}

/** Divides live links between two versions of a prompt. */
export interface PromptSplits extends PromptArms {
  /**
   * Words may be cut short where they stay clear.
   * @throws AppError `split_running`, `split_same`, `prompt_variable_missing`, and of `desk.find`
   */
  start(request: SplitRequest): Promise<PromptSplit>;
  /** @throws AppError `no_split`, `unknown_prompt` */
  stop(name: string, by: string): Promise<PromptSplit>;
  /** The newest split of a prompt. @throws AppError `no_split`, `unknown_prompt` */
  report(name: string): Promise<SplitReport>;
  running(): Promise<PromptSplit[]>;
}

export interface SplitDeps {
  store: PromptSplitStore;
  source: PromptSource;
  desk: Pick<PromptDesk, 'find' | 'findName'>;
  /** Prompts that links go through; others are not asked for by links. */
  splitNames: readonly string[];
  /** The variables that the program gives to a prompt; null for an unknown one. */
  variablesOf(name: string): readonly string[] | null;
  outside: Pick<Outside, 'clock' | 'log' | 'newId'>;
}

const nothingChosen: ChosenArms = { versions: {}, arms: [] };

export function createPromptSplits(deps: SplitDeps): PromptSplits {
  const { store, source, desk, outside } = deps;

  /** A label stays one: it is looked up anew for every link. */
  async function readArm(name: string, word: string): Promise<{ arm: string; version: string }> {
    const found = await desk.find(name, word);
    const given = deps.variablesOf(found.name);
    const missing = given === null ? [] : found.file.variables.filter((variable) => !given.includes(variable));
    if (missing.length > 0) {
      throw new AppError({
        code: 'prompt_variable_missing',
        message: `${found.name}@${found.version} uses ${missing.join(', ')}, which the program does not give, so every link would fail.`,
        hint: 'Choose another version.',
      });
    }
    const isLabel = found.labels.includes(word.toLowerCase());
    return { arm: isLabel ? word.toLowerCase() : found.version, version: found.version };
  }

  async function chooseOne(split: PromptSplit, jobId: string): Promise<ChosenArms['arms'][number]> {
    const arm: Arm = armOf(split.id, jobId, split.sharePercent);
    const { id: splitId, name } = split;
    try {
      const { version } = await source.get(name, split[arm]);
      return { splitId, name, arm, version, isFallback: false };
    } catch (thrown) {
      const { code } = toAppError(thrown);
      outside.log.warn('an arm of a split is gone; prod runs in its place', { splitId, name, arm, code });
      const { version } = await source.get(name);
      return { splitId, name, arm, version, isFallback: true };
    }
  }

  return {
    async start({ name: nameWord, a, b, sharePercent, by }) {
      const name = await desk.findName(nameWord);
      if (!deps.splitNames.includes(name)) {
        throw new AppError({
          code: 'split_impossible',
          message: `No link goes through ${name}, so there is nothing to divide.`,
          hint: `These can be split: ${deps.splitNames.join(', ')}.`,
        });
      }
      const [first, second] = [await readArm(name, a), await readArm(name, b)];
      if (first.version === second.version) {
        throw new AppError({
          code: 'split_same',
          message: `${a} and ${b} are the same version of ${name}.`,
          hint: 'Name two versions that differ.',
        });
      }
      const split: PromptSplit = {
        id: outside.newId(),
        name,
        a: first.arm,
        b: second.arm,
        sharePercent,
        startedBy: by,
        startedAt: outside.clock.now(),
        endedBy: null,
        endedAt: null,
      };
      if (await store.start(split)) return split;
      throw new AppError({
        code: 'split_running',
        message: `Links are divided between versions of ${name} already.`,
        hint: `See /prompt ab ${name}; stop it before you start another.`,
      });
    },
    async stop(nameWord, by) {
      const name = await desk.findName(nameWord);
      const split = await store.newest(name);
      const at = outside.clock.now();
      if (split !== null && (await store.end(split.id, by, at))) return { ...split, endedBy: by, endedAt: at };
      throw noSplit(name, 'runs');
    },
    async report(nameWord) {
      const name = await desk.findName(nameWord);
      const split = await store.newest(name);
      if (split === null) throw noSplit(name, 'ran yet');
      const { a, b } = await store.figures(split.id);
      return { split, measures: compareArms(a, b), fallbacks: { a: a.fallbackCount, b: b.fallbackCount } };
    },
    running: () => store.running(),
    async choose(jobId) {
      try {
        const arms = await Promise.all((await store.running()).map((split) => chooseOne(split, jobId)));
        const chosen = arms.filter(({ isFallback }) => !isFallback);
        return { versions: Object.fromEntries(chosen.map(({ name, version }) => [name, version])), arms };
      } catch (error) {
        outside.log.error('the arms of a link could not be chosen; prod runs', { jobId, error });
        return nothingChosen;
      }
    },
    async record(jobId, { arms }, run) {
      try {
        const at = outside.clock.now();
        for (const { splitId, arm, version, isFallback } of arms) {
          await store.putRun({ splitId, jobId, arm, version, isFallback, ...run, at });
        }
      } catch (error) {
        outside.log.error('what came of an arm could not be kept', { jobId, error });
      }
    },
  };
}

function noSplit(name: string, what: string): AppError {
  return new AppError({
    code: 'no_split',
    message: `No split of ${name} ${what}.`,
    hint: `Start one: /prompt ab ${name} prod candidate --share 50`,
  });
}
