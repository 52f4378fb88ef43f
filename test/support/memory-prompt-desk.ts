import { neverJudged } from '../../src/core/promotion.ts';
import { createPromptDesk } from '../../src/prompts/desk.ts';
import type { PromptDesk } from '../../src/prompts/desk.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { createMemoryPromptStore } from './memory-prompt-store.ts';
import { createTestOutside } from './test-outside.ts';

/** Real labels over a store in memory. */
export function createMemoryPromptDesk(store = createMemoryPromptStore(), check = neverJudged): PromptDesk {
  return createPromptDesk(createPromptLabels(store, createTestOutside()), check);
}
