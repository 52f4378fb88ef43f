import type { SlackView } from './view.ts';

/** Every modal that can be submitted; one line each. */
export const views: readonly SlackView[] = [];
