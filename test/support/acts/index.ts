import type { Act } from './act.ts';
import { alertActs } from './alert-acts.ts';
import { datasetActs } from './dataset-acts.ts';
import { evalActs } from './eval-acts.ts';
import { linkActs } from './link-acts.ts';
import { promptActs } from './prompt-acts.ts';
import { summaryActs } from './summary-acts.ts';

/** Everything that changes something; test/e2e/each-act.test.ts says what is missing. */
export const acts: readonly Act[] = [
  ...summaryActs,
  ...datasetActs,
  ...promptActs,
  ...evalActs,
  ...alertActs,
  ...linkActs,
];
