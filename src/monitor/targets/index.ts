/** Where the scores of monitors go. */
import type { MonitorTarget } from '../plugins.ts';
import { langfuse } from './langfuse.ts';
import { postgres } from './postgres.ts';
import { store } from './store.ts';

export const targets: readonly MonitorTarget[] = [store, langfuse, postgres];
