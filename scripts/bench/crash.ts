/** `npm run crash -- --kills 200`: kills the program at random moments of its work and counts what was lost, repeated or posted twice. */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { crashTestDefaults, runCrashTest } from './crash/run-crash-test.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: String(crashTestDefaults.kills) },
    links: { type: 'string', default: String(crashTestDefaults.linksPerRound) },
    seed: { type: 'string', default: String(crashTestDefaults.seed) },
    child: { type: 'string' },
  },
});

const report = await runCrashTest({
  kills: Number(values.kills),
  linksPerRound: Number(values.links),
  seed: Number(values.seed),
  child: values.child === undefined ? crashTestDefaults.child : resolve(values.child),
});

const quantile = (q: number): string => {
  const { resumeMs } = report;
  const value = resumeMs[Math.min(resumeMs.length - 1, Math.floor(resumeMs.length * q))];
  return value === undefined ? 'no kill hit a running job' : `${value} ms`;
};
const rows: [string, string | number][] = [
  ['kills', report.kills],
  ['links posted', report.links],
  ['links lost', report.lost.length],
  ['replies posted twice', report.doublePosted.length],
  ['stages', report.stages.started],
  ['finished stages repeated', report.stages.repeated],
  ['interrupted stages run again', report.stages.interrupted],
  ['kills that hit running jobs', report.resumeMs.length],
  ['kill to resumed work, p50', quantile(0.5)],
  ['kill to resumed work, p95', quantile(0.95)],
  ['duration', `${Math.round(report.durationMs / 1000)} s`],
];
for (const [name, value] of rows) console.log(`${name.padEnd(30)} ${value}`);

if (report.lost.length + report.doublePosted.length + report.stages.repeated > 0) {
  console.error(
    `Failed. Lost: ${report.lost.join(' ') || '–'}. Posted twice: ${report.doublePosted.join(' ') || '–'}.`,
  );
  process.exitCode = 1;
}
