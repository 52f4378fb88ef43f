import type { Adapter } from '../adapter.ts';
import { generic } from './generic.ts';

/** In the order in which they are asked; `generic` takes anything and stays last. */
export const adapters: readonly Adapter[] = [generic];
