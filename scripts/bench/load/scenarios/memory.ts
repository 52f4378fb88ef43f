import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { describeLost } from '../describe-lost.ts';
import { judge } from '../judge.ts';
import { openLoad } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import { count, defineScenario } from './scenario.ts';

/** Memory may grow so much from the first measure to the last. */
const mayGrow = 0.1;
const points = 10;
/** The parent makes short pauses, so that a sample is not the peak of one moment. */
const samples = 5;
const sampleEveryMs = 200;

export const memory = defineScenario({
  name: 'memory',
  what: 'memory of one process over many summaries',
  own: {
    summaries: count(600, 'summaries; the promise is for 50,000'),
    minutes: count(600, 'no link is posted later than this many minutes after the first'),
    outstanding: count(32, 'links that may wait for their answer before people pause'),
    heap: z.string().default('').describe('folder for a heap snapshot after a tenth and at the end'),
  },
  async run(options, own) {
    await using load = await openLoad(options);
    const { fleet, truth, people } = load;
    const rows: { summaries: number; rssMb: number }[] = [];
    const startedAt = performance.now();
    const isOver = (): boolean => performance.now() - startedAt > own.minutes * 60_000;
    for (let point = 1; point <= points && !isOver(); point += 1) {
      const goal = Math.round((own.summaries * point) / points);
      while (truth.links.length < goal && !isOver()) {
        if (truth.outstanding() < own.outstanding) people.post(1);
        else await wait(5);
      }
      if (!(await load.untilAnswered(300_000))) break;
      const seen: number[] = [];
      for (let sample = 0; sample < samples; sample += 1) {
        await wait(sampleEveryMs);
        seen.push(fleet.rssMb(0));
      }
      rows.push({ summaries: truth.finishedCount(), rssMb: seen.sort((a, b) => a - b)[samples >> 1] ?? Number.NaN });
      console.log(`${truth.finishedCount()} summaries: ${rows.at(-1)?.rssMb.toFixed(0)} MB`);
      if (own.heap !== '' && (point === 1 || point === points || isOver())) {
        fleet.tell(0, { type: 'heap', file: `${own.heap}/${point}.heapsnapshot` });
      }
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const verdict = judge(truth, [], Infinity);
    const first = rows[0]?.rssMb ?? Number.NaN;
    const last = rows.at(-1)?.rssMb ?? Number.NaN;
    const growth = last / first - 1;
    printTable(`memory: ${own.summaries} summaries, ${options.database}, ${options.writer}`, [
      ['summaries', 'memory, MB'],
      ...rows.map(({ summaries, rssMb }) => [summaries, rssMb.toFixed(0)]),
      [`growth from ${rows[0]?.summaries ?? 0} on`, `${(growth * 100).toFixed(1)} %`],
      ['links a second', (verdict.summaries / seconds).toFixed(1)],
      ['processor time a link, ms', ((fleet.cpuSeconds() * 1000) / verdict.links).toFixed(0)],
      ['lost', verdict.lost.size],
      ['doubled', verdict.doubled.length],
    ]);
    return [
      ...(rows.length === points
        ? []
        : [`only ${truth.finishedCount()} of ${own.summaries} links were answered in time`]),
      ...(growth <= mayGrow ? [] : [`memory grew by ${(growth * 100).toFixed(1)} %`]),
      ...(await describeLost(load, verdict)),
      ...verdict.doubled.map((url) => `doubled: ${url}`),
    ];
  },
});
