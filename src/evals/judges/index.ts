/** Scorers that ask a model; they are run where one is configured. */
import { faithfulness } from './faithfulness.ts';
import { helpfulness } from './helpfulness.ts';
import type { Judge } from './judge.ts';
import { relevance } from './relevance.ts';

export const judges: readonly Judge[] = [faithfulness, relevance, helpfulness];
