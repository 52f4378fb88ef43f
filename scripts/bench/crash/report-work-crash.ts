import { runWorkCrashTest, workCrashDefaults } from './run-work-crash-test.ts';
import type { WorkCrashOptions } from './run-work-crash-test.ts';

/** Runs the crash test of the other works and prints what became of them. @returns whether all is well */
export async function reportWorkCrash(
  options: Pick<WorkCrashOptions, 'kills' | 'seed' | 'database'>,
): Promise<boolean> {
  const { kills, counts, problems, durationMs } = await runWorkCrashTest({ ...workCrashDefaults, ...options });
  const rows: [string, string | number][] = [
    ['kills', kills],
    ...Object.entries(counts).map(([kind, count]): [string, number] => [`  works of kind ${kind}`, count]),
    ['lost, doubled or not finished', problems.length],
    ['duration', `${Math.round(durationMs / 1000)} s`],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(40)} ${value}`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}
