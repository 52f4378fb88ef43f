import type { PromotionCheck } from '../../src/core/promotion.ts';
import { createPromptDesk } from '../../src/prompts/desk.ts';
import type { PromptDesk } from '../../src/prompts/desk.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import type { PromptFile } from '../../src/prompts/prompt-file.ts';
import { createPromptRegistry } from '../../src/prompts/registry.ts';
import { createMemoryPromptStore } from './memory-prompt-store.ts';
import { createTestOutside } from './test-outside.ts';

const neverJudged: PromotionCheck = async () => ({
  outcome: 'none',
  reason: 'No eval has judged this version.',
  evalRunId: null,
});

/** The real desk over a store in memory. @param files what `sync` reads */
export function createMemoryPromptDesk({
  store = createMemoryPromptStore(),
  files = [] as readonly PromptFile[],
  check = neverJudged,
} = {}): PromptDesk {
  const outside = createTestOutside();
  return createPromptDesk({
    store,
    registry: createPromptRegistry(store, outside),
    labels: createPromptLabels(store, outside),
    readFiles: async () => [...files],
    check,
  });
}
