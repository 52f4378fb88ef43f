/**
 * `npm run crash -- --kills 200 [--database postgres] [--processes 2]`: kills the program at random moments of its work and counts what was
 * lost, repeated or posted twice. With `--works` in the middle of eval runs, monitor runs, exports, digests and alerts in place of links.
 */
import { parseArgs } from 'node:util';
import { reportWorkCrash } from './crash/report-work-crash.ts';
import { crashTestDefaults, runCrashTest, violations } from './crash/run-crash-test.ts';
import { quantile } from './quantile.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: String(crashTestDefaults.kills) },
    database: { type: 'string', default: crashTestDefaults.database },
    processes: { type: 'string', default: String(crashTestDefaults.processes) },
    seed: { type: 'string', default: String(crashTestDefaults.seed) },
    works: { type: 'boolean', default: false },
  },
});

const { database } = values;
const processes = Number(values.processes);
if (database !== 'sqlite' && database !== 'postgres') throw new Error('--database is sqlite or postgres.');
if (database === 'sqlite' && processes > 1) throw new Error('Several processes need --database postgres.');
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (values.works) {
  if (processes > 1) throw new Error('--works kills one process; leave --processes out.');
  process.exit((await reportWorkCrash({ kills, seed, database })) ? 0 : 1);
}
const report = await runCrashTest({ ...crashTestDefaults, kills, seed, database, processes });

const seconds = (times: readonly number[], share: number): string =>
  times.length === 0 ? 'none' : `${(quantile(times, share) / 1000).toFixed(2)} s`;
const { stages, resumeMs, takenInMs } = report;
const rows: [string, string | number][] = [
  ['kills', report.kills],
  ['  while it started', report.killsDuringStart],
  ['  while it posted or updated', report.killsDuringPost],
  ['links posted', report.links],
  ['  in messages deleted again', report.deletedLinks],
  ['links lost', report.lost.length],
  ['replies posted twice', report.doubled.length],
  ['replies not finished', report.unfinished.length],
  ['messages outside of threads', report.strays.length],
  ['buttons pressed', report.presses],
  ['presses taken and not done', report.lostPresses.length],
  ['stages finished', stages.finished],
  ['finished stages run again', stages.repeated],
  ['interrupted stages run again', stages.interrupted],
  ['kills after which running jobs went on', resumeMs.length],
  ['kill to resumed work, p50', seconds(resumeMs, 0.5)],
  ['kill to resumed work, p95', seconds(resumeMs, 0.95)],
  ['post to stored job, p50', seconds(takenInMs, 0.5)],
  ['post to stored job, p95', seconds(takenInMs, 0.95)],
  ['post to stored job, longest', seconds(takenInMs, 1)],
  ['duration', `${Math.round(report.durationMs / 1000)} s`],
];
for (const [name, value] of rows) console.log(`${name.padEnd(40)} ${value}`);

const problems = violations(report);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
