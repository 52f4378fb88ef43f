/** Ties together what is known about prompts: files, versions, labels, Langfuse, and the evidence that moves labels. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { PromptSource } from '../core/ports.ts';
import { createPromotionCheck } from '../evals/baselines/promotion-check.ts';
import { createLangfusePrompts } from './langfuse-prompts.ts';
import type { LangfusePrompts } from './langfuse-prompts.ts';
import { composePromptName } from '../pipeline/stages/compose.ts';
import { factsPromptName } from '../pipeline/stages/facts.ts';
import { createPromptDesk } from '../prompts/desk.ts';
import type { PromptDesk } from '../prompts/desk.ts';
import { createPromptLabels } from '../prompts/labels.ts';
import type { PromptFile } from '../prompts/prompt-file.ts';
import { readPromptFiles } from '../prompts/read-prompt-files.ts';
import { createPromptRegistry } from '../prompts/registry.ts';
import { createPromptSplits } from '../prompts/splits.ts';
import type { PromptSplits } from '../prompts/splits.ts';
import type { Store } from '../store/open-store.ts';

export interface PromptRoom {
  /** What runs ask. */
  source: PromptSource;
  desk: PromptDesk;
  splits: PromptSplits;
  /** null where every prompt comes from the files. */
  langfuse: LangfusePrompts | null;
}

/** Brings the files of `prompts/` into the store. @throws AppError `prompt_invalid`, `config_invalid` */
export async function createPromptRoom(
  config: Pick<Config, 'rootDirectory' | 'settings' | 'langfuse'>,
  outside: Outside,
  store: Pick<
    Store,
    'prompts' | 'promptRemotes' | 'jobs' | 'audit' | 'news' | 'baselines' | 'evalRuns' | 'promptSplits'
  >,
): Promise<PromptRoom> {
  const registry = createPromptRegistry(store.prompts, outside);
  let files: PromptFile[] = [];
  const readFiles = async (): Promise<PromptFile[]> => {
    files = await readPromptFiles(join(config.rootDirectory, 'prompts'));
    return files;
  };
  await registry.sync(await readFiles());
  const variablesOf = (name: string): readonly string[] | null =>
    files.find((file) => file.name === name)?.variables ?? null;
  const langfuse = createLangfusePrompts(config, outside, store, { local: registry, variablesOf });
  const remotes = langfuse?.source ?? null;
  const source = remotes ?? registry;
  const labels = createPromptLabels(store.prompts, outside, (name) => remotes?.manages(name) === true);
  const check = createPromotionCheck(store.baselines, store.evalRuns);
  const desk = createPromptDesk({ store: store.prompts, registry, labels, readFiles, check, remotes });
  const splitNames = [factsPromptName, composePromptName];
  const splits = createPromptSplits({ store: store.promptSplits, source, desk, splitNames, variablesOf, outside });
  return { source, desk, splits, langfuse };
}
