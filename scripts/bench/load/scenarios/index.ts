import { burst } from './burst.ts';
import { faults } from './faults.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario; one line each. */
export const scenarios: readonly Scenario[] = [burst, faults];
