import { burst } from './burst.ts';
import { day } from './day.ts';
import { faults } from './faults.ts';
import { memory } from './memory.ts';
import { scaling } from './scaling.ts';
import type { Scenario } from './scenario.ts';
import { sustained } from './sustained.ts';

/** Every scenario; one line each. */
export const scenarios: readonly Scenario[] = [sustained, scaling, burst, day, faults, memory];
