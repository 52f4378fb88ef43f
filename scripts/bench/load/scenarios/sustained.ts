import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../../quantile.ts';
import { describeLost } from '../describe-lost.ts';
import { judge } from '../judge.ts';
import type { Verdict } from '../judge.ts';
import type { LoadOptions } from '../load-options.ts';
import { openLoad } from '../open-load.ts';
import type { Load } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import { count, defineScenario } from './scenario.ts';

interface Step {
  perMinute: number;
  p95Ms: number;
  isGood: boolean;
}

const minuteMs = 60_000;
const warmUpLinks = 10;

export const sustained = defineScenario({
  name: 'sustained',
  what: 'how many links a minute are answered within a bound, and how many at most',
  own: {
    bound: count(10, 'p95 from post to answer that is still good, in seconds'),
    from: count(120, 'links a minute of the first step; it doubles while the step is good'),
    seconds: count(10, 'how long a step lasts'),
    steps: count(8, 'steps at most'),
    links: count(200, 'links of the second part, in which people wait for nothing but a free place'),
  },
  async run(options: LoadOptions, own) {
    await using load = await openLoad(options);
    await postAtRate(load, warmUpLinks, 600);
    await load.untilAnswered(120_000);
    const steps = await findRate(load, own);
    const best = Math.max(0, ...steps.filter(({ isGood }) => isGood).map(({ perMinute }) => perMinute));
    await load.untilAnswered(600_000);
    const before = { links: load.truth.links.length, cpu: load.fleet.cpuSeconds() };
    const startedAt = performance.now();
    const atOnce = 3 * options.concurrency * options.processes;
    while (load.truth.links.length < before.links + own.links) {
      if (load.truth.outstanding() < atOnce) load.people.post(1);
      else await wait(5);
    }
    const isDone = await load.untilAnswered(600_000);
    const perMinute = (own.links * minuteMs) / (performance.now() - startedAt);
    const verdict = judge(load.truth, [], Infinity);
    printTable(`sustained: ${options.processes} × ${options.database}, ${options.writer}`, [
      ['links a minute', `p95, s`, `within ${own.bound} s`],
      ...steps.map(({ perMinute: rate, p95Ms, isGood }) => [rate, (p95Ms / 1000).toFixed(1), isGood ? 'yes' : 'no']),
    ]);
    printTable('', [
      ['links a minute within the bound', best],
      [`links a minute at most (${options.concurrency} at a time)`, perMinute.toFixed(0)],
      ['processor time a link, ms', (((load.fleet.cpuSeconds() - before.cpu) * 1000) / own.links).toFixed(0)],
      ['lost', verdict.lost.size],
      ['doubled', verdict.doubled.length],
    ]);
    return [
      ...(isDone ? [] : ['not every link was answered in time']),
      ...(best > 0 ? [] : [`not even ${own.from} links a minute were answered within ${own.bound} s`]),
      ...(await describeLost(load, verdict)),
      ...verdict.doubled.map((url) => `doubled: ${url}`),
    ];
  },
});

async function findRate(
  load: Load,
  own: { bound: number; from: number; seconds: number; steps: number },
): Promise<Step[]> {
  const steps: Step[] = [];
  let good = 0;
  let bad = Infinity;
  for (let rate = own.from; steps.length < own.steps;) {
    const before = judge(load.truth, [], Infinity).latenciesMs;
    await postAtRate(load, Math.max(5, Math.round((rate * own.seconds) / 60)), rate);
    // What is not answered by then took too long.
    await load.untilAnswered(own.bound * 1000);
    const p95Ms = quantile(newLatencies(judge(load.truth, [], Infinity), before), 0.95);
    const isGood = load.truth.outstanding() === 0 && p95Ms <= own.bound * 1000;
    steps.push({ perMinute: rate, p95Ms, isGood });
    await load.untilAnswered(600_000);
    if (isGood) good = rate;
    else bad = rate;
    if (bad === Infinity) rate *= 2;
    else rate = Math.round((good + bad) / 2);
    if (bad - good <= bad * 0.1) break;
  }
  return steps;
}

/** Both ascending. */
function newLatencies({ latenciesMs }: Verdict, before: readonly number[]): number[] {
  const left = [...before];
  return latenciesMs.filter((ms) => {
    const isOld = ms === left[0];
    if (isOld) left.shift();
    return !isOld;
  });
}

async function postAtRate({ people }: Load, links: number, perMinute: number): Promise<void> {
  const startedAt = performance.now();
  for (let posted = 1; posted <= links; posted += 1) {
    people.post(1);
    await wait(Math.max(0, startedAt + (posted * minuteMs) / perMinute - performance.now()));
  }
}
