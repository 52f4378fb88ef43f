import type { HookPlugin } from '../model-hook.ts';
import { costOf } from '../prices.ts';

export const costHook: HookPlugin = {
  id: 'cost',
  summary: 'Prices a call from configs/prices.yaml; a model without a row stays unknown.',
  phases: ['after'],
  create: ({ prices }) => ({ power: 'price', price: (model, usage) => costOf(prices, model, usage) }),
};
