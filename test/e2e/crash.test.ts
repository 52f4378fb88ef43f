import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countStages, resumeTimes } from '../../scripts/bench/crash/count-stages.ts';
import type { StageStart } from '../../scripts/bench/crash/count-stages.ts';
import { crashTestDefaults, runCrashTest, violations } from '../../scripts/bench/crash/run-crash-test.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { findPostgres } from '../support/postgres.ts';

describe('a program that is killed while it works', () => {
  test('loses no link, answers none twice and repeats no finished stage', { timeout: 180_000 }, async () => {
    const report = await runCrashTest({ ...crashTestDefaults, kills: 8, longestMs: 15_000, seed: 5, outstanding: 6 });
    expect(violations(report)).toEqual([]);
    expect(report.kills).toBeGreaterThan(1);
    expect(report).toMatchObject({ lost: [], doubled: [], unfinished: [], strays: [] });
    expect(report.links).toBeGreaterThan(3);
    expect(report.stages.finished).toBeGreaterThan(report.links);
  });

  test.skipIf(findPostgres() === null)('one of several on one PostgreSQL', { timeout: 180_000 }, async () => {
    const fleet = { database: 'postgres', processes: 2 } as const;
    const report = await runCrashTest({
      ...crashTestDefaults,
      ...fleet,
      kills: 6,
      longestMs: 30_000,
      seed: 7,
      outstanding: 6,
    });
    expect(violations(report)).toEqual([]);
    expect(report.kills).toBeGreaterThan(1);
    expect(report.links).toBeGreaterThan(3);
    expect(report.stages.finished).toBeGreaterThan(report.links);
  });

  test('is seen to fail where it ends by itself', async () => {
    const folder = createTempFolder();
    const entry = join(folder, 'entry.mjs');
    writeFileSync(entry, 'process.exitCode = 3;');
    await expect(runCrashTest({ ...crashTestDefaults, kills: 1, entry })).rejects.toThrow(
      'ended before it was connected',
    );
  });

  test('is seen to fail where it is connected and answers nothing', { timeout: 60_000 }, async () => {
    const report = await runCrashTest({
      ...crashTestDefaults,
      kills: 4,
      entry: 'test/support/deaf-program.ts',
      drainMs: 1000,
    });
    expect(report.links).toBeGreaterThan(0);
    expect(report.lost).toHaveLength(report.links - report.deletedLinks);
    expect(violations(report)).toContain(`lost: ${report.lost[0]}`);
  });
});

const begun = (step: string, at: number, jobId = 'a'): StageStart => ({ jobId, step, at });

describe('the counting of stages', () => {
  test('takes a start after the result was stored as a repetition', () => {
    const counts = countStages([begun('facts', 1), begun('facts', 9)], new Map([['a facts', 5]]));
    expect(counts).toEqual({ finished: 1, repeated: 1, interrupted: 0 });
  });

  test('takes a start after a start as an interruption, until the result is stored', () => {
    const starts = [begun('facts', 1), begun('facts', 9), begun('gates', 12)];
    const finished = new Map([['a facts', 10]]);
    expect(countStages(starts, finished)).toEqual({ finished: 1, repeated: 0, interrupted: 1 });
  });
});

describe('the time to resumed work', () => {
  const job = (jobId: string, startedAt: number, finishedAt: number | null) => ({ jobId, startedAt, finishedAt });

  test('is that from a kill to the next stage of a job that was in hand', () => {
    const jobs = [job('a', 50, 400), job('b', 150, 160)];
    expect(resumeTimes(jobs, [begun('x', 60), begun('x', 155, 'b'), begun('y', 170)], [100])).toEqual([70]);
  });

  test('leaves out a kill that another follows before the work goes on', () => {
    expect(resumeTimes([job('a', 50, null)], [begun('y', 350)], [100, 200, 300])).toEqual([50]);
  });

  test('leaves out kills that hit no job', () => {
    expect(resumeTimes([job('a', 50, 60)], [begun('y', 55)], [100])).toEqual([]);
  });
});
