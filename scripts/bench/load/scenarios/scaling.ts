import { judge } from '../judge.ts';
import type { Verdict } from '../judge.ts';
import type { LoadOptions } from '../load-options.ts';
import { openLoad } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import { LoadOptions as Options } from '../load-options.ts';
import { count, defineScenario } from './scenario.ts';

interface Run {
  processes: number;
  seconds: number;
  cpuShare: number;
  verdict: Verdict;
  isDone: boolean;
}

const promised = new Map([
  [2, 1.6],
  [4, 2.8],
]);
const warmUpLinks = 4;

export const scaling = defineScenario({
  name: 'scaling',
  what: 'the same links with 1, 2 and 4 processes, where stages wait for a model: how much faster several are',
  own: {
    database: Options.shape.database.default('postgres'),
    writer: Options.shape.writer.default('model'),
    // A link waits for two answers of half a second and computes for a tenth of a second, so with four times so many at a time two processors
    // still have rests, and what bounds a process is its places.
    concurrency: Options.shape.concurrency.default(2),
    links: count(96, 'links of each run'),
    drain: count(600, 'longest wait for the answers, in seconds'),
  },
  async run(options, own) {
    const runs: Run[] = [];
    for (const processes of options.database === 'postgres' ? [1, 2, 4] : [1]) {
      runs.push(await measure({ ...options, processes }, own.links, own.drain));
    }
    const one = runs[0]?.seconds ?? Number.NaN;
    const ratioOf = ({ seconds }: Run): number => one / seconds;
    printTable(
      `scaling: ${own.links} links on ${options.database}, a model that takes ${options.latency} ms, ${options.concurrency} links at a time a process`,
      [
        [
          'processes',
          'seconds',
          'links a minute',
          'times the work of one',
          'promised',
          'processors used',
          'lost',
          'doubled',
        ],
        ...runs.map((run) => [
          run.processes,
          run.seconds.toFixed(1),
          ((own.links * 60) / run.seconds).toFixed(0),
          ratioOf(run).toFixed(2),
          promised.get(run.processes) ?? '–',
          run.cpuShare.toFixed(2),
          run.verdict.lost.size,
          run.verdict.doubled.length,
        ]),
      ],
    );
    return runs.flatMap((run) => {
      const least = promised.get(run.processes) ?? 0;
      return [
        ...(run.isDone ? [] : [`${run.processes} processes did not answer every link`]),
        ...(ratioOf(run) >= least
          ? []
          : [`${run.processes} processes did only ${ratioOf(run).toFixed(2)} times the work of one`]),
        ...[...run.verdict.lost.keys()].map((url) => `lost with ${run.processes} processes: ${url}`),
        ...run.verdict.doubled.map((url) => `doubled with ${run.processes} processes: ${url}`),
      ];
    });
  },
});

async function measure(options: LoadOptions, links: number, drainSeconds: number): Promise<Run> {
  await using load = await openLoad(options);
  for (let posted = 0; posted < warmUpLinks * options.processes; posted += 1) load.people.post(1);
  await load.untilAnswered(drainSeconds * 1000);
  const before = load.fleet.cpuSeconds();
  const startedAt = performance.now();
  for (let posted = 0; posted < links; posted += 1) load.people.post(1);
  const isDone = await load.untilAnswered(drainSeconds * 1000);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuShare = (load.fleet.cpuSeconds() - before) / seconds;
  return { processes: options.processes, seconds, cpuShare, isDone, verdict: judge(load.truth, [], Infinity) };
}
