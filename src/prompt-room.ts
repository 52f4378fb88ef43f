/** Ties together what is known about prompts: files, versions, labels and the evidence that moves them. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Outside } from './core/outside.ts';
import { neverJudged } from './core/promotion.ts';
import { createPromptDesk } from './prompts/desk.ts';
import type { PromptDesk } from './prompts/desk.ts';
import { createPromptLabels } from './prompts/labels.ts';
import type { PromptFile } from './prompts/prompt-file.ts';
import { readPromptFiles } from './prompts/read-prompt-files.ts';
import { createPromptRegistry } from './prompts/registry.ts';
import type { PromptRegistry } from './prompts/registry.ts';
import type { Store } from './store/open-store.ts';

export interface PromptRoom {
  registry: PromptRegistry;
  desk: PromptDesk;
}

/** Brings the files of `prompts/` into the store. @throws AppError `prompt_invalid` */
export async function createPromptRoom(
  config: Pick<Config, 'rootDirectory'>,
  outside: Outside,
  store: Pick<Store, 'prompts'>,
): Promise<PromptRoom> {
  const registry = createPromptRegistry(store.prompts, outside);
  const readFiles = (): Promise<PromptFile[]> => readPromptFiles(join(config.rootDirectory, 'prompts'));
  await registry.sync(await readFiles());
  const labels = createPromptLabels(store.prompts, outside);
  return {
    registry,
    desk: createPromptDesk({ store: store.prompts, registry, labels, readFiles, check: neverJudged }),
  };
}
