/** Ties together what is known about prompts: files, versions, labels and the evidence that moves them. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Outside } from './core/outside.ts';
import { neverJudged } from './core/promotion.ts';
import { createPromptDesk } from './prompts/desk.ts';
import type { PromptDesk } from './prompts/desk.ts';
import { createPromptLabels } from './prompts/labels.ts';
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
  await registry.sync(await readPromptFiles(join(config.rootDirectory, 'prompts')));
  return { registry, desk: createPromptDesk(createPromptLabels(store.prompts, outside), neverJudged) };
}
