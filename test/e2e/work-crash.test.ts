import { expect, test } from 'vitest';
import { runWorkCrashTest, workCrashDefaults } from '../../scripts/bench/crash/run-work-crash-test.ts';
import { dialects } from '../support/test-databases.ts';

test.each(dialects)(
  'a program that is killed in eval runs, monitor runs, exports, digests and alerts does each of them once, state on %s',
  { timeout: 180_000 },
  async (database) => {
    const report = await runWorkCrashTest({ ...workCrashDefaults, database, kills: 6, seed: 3, longestMs: 25_000 });
    expect(report.problems).toEqual([]);
    expect(report.kills).toBeGreaterThan(1);
    // The promoted run, and the one that was killed.
    expect(report.counts.eval).toBeGreaterThan(1);
  },
);
