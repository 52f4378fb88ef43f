import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countStages, readJournal, resumeTimes, writeJournal } from '../../scripts/bench/crash/journal.ts';
import type { JournalLine } from '../../scripts/bench/crash/journal.ts';
import { crashTestDefaults, runCrashTest } from '../../scripts/bench/crash/run-crash-test.ts';

const line = (word: JournalLine['word'], stage: string, at: number): JournalLine => ({ word, link: 'a', stage, at });

describe('a program that is killed while it works', () => {
  test('loses no link, posts none twice and repeats no finished stage', { timeout: 60_000 }, async () => {
    const report = await runCrashTest({ ...crashTestDefaults, kills: 8, linksPerRound: 3, seed: 7 });
    expect(report).toMatchObject({ kills: 8, links: 27, lost: [], doublePosted: [] });
    expect(report.stages).toMatchObject({ started: 27 * 7, repeated: 0 });
    expect(report.resumeMs.length).toBeGreaterThan(0);
    expect(Math.max(...report.resumeMs)).toBeLessThan(10_000);
  });

  test('is seen to fail where the program ends by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gloss-crash-child-'));
    const child = join(folder, 'child.mjs');
    writeFileSync(child, 'process.exitCode = 3;');
    await expect(runCrashTest({ ...crashTestDefaults, kills: 1, child })).rejects.toThrow('ended before it was ready');
    rmSync(folder, { recursive: true });
  });
});

describe('the counting of stages', () => {
  const unknown = () => null;

  test('takes a start after the stage was saved as a repetition', () => {
    const lines = [line('start', 'facts', 1), line('saved', 'facts', 2), line('start', 'facts', 9)];
    expect(countStages(lines, unknown)).toEqual({ started: 1, repeated: 1, interrupted: 0 });
  });

  test('takes a start after the store had the result as a repetition, though the kill swallowed the line', () => {
    const lines = [line('start', 'facts', 1), line('start', 'facts', 9)];
    expect(countStages(lines, () => 5)).toEqual({ started: 1, repeated: 1, interrupted: 0 });
  });

  test('takes a start after a start as an interruption', () => {
    const lines = [line('start', 'facts', 1), line('start', 'facts', 9), line('start', 'gates', 12)];
    expect(countStages(lines, () => 15)).toEqual({ started: 2, repeated: 0, interrupted: 1 });
  });

  test('measures from a kill to the first job that is begun again, where one is before the next kill', () => {
    const lines = [line('begin', '1', 5), line('begin', '2', 120), line('begin', '3', 130), line('begin', '1', 210)];
    expect(resumeTimes(lines, [100, 200, 300])).toEqual([20]);
  });

  test('reads the lines that were written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gloss-journal-'));
    const path = join(folder, 'journal');
    expect(readJournal(path)).toEqual([]);
    writeJournal(path, line('start', 'facts', 1));
    writeJournal(path, line('saved', 'facts', 2));
    expect(readJournal(path)).toEqual([line('start', 'facts', 1), line('saved', 'facts', 2)]);
    rmSync(folder, { recursive: true });
  });
});
