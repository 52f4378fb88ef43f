import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { quantile } from '../../quantile.ts';
import { beBusy } from '../be-busy.ts';
import type { FaultWindow } from '../fault-log.ts';
import { faults as allFaults } from '../faults/index.ts';
import { describeLost } from '../describe-lost.ts';
import { judge } from '../judge.ts';
import { openLoad } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import { runFaults } from '../run-faults.ts';
import { count, defineScenario } from './scenario.ts';

/** A question that hangs is given up so soon, for it keeps a place as long. */
const patience = { GLOSS_LLM_REQUEST_TIMEOUT_MS: '10000' };

export const faults = defineScenario({
  name: 'faults',
  what: 'links while everything goes wrong in turn: how many are lost, answered twice or late, and why',
  own: {
    events: count(
      2000,
      'events that are delivered: what people and the app itself write, edit and delete; the promise is for 100,000',
    ),
    minutes: count(600, 'nothing is posted later than this many minutes after the first message'),
    outstanding: count(64, 'links that may wait for their answer before people pause'),
    fault: count(3000, 'how long a fault lasts, in milliseconds', 100),
    calm: count(4000, 'time between two faults, in milliseconds', 0),
    rounds: count(0, 'how often each is tried; 0 goes on until the last link is posted', 0),
    late: count(15, 'an answer that took longer than this many seconds is late'),
    drain: count(300, 'longest wait for the last answers, in seconds'),
    only: z.string().default('').describe('names of faults to try, with commas; all that are possible by default'),
  },
  async run(options, own) {
    const chosen = allFaults.filter(({ name }) => own.only === '' || own.only.split(',').includes(name));
    const windows: FaultWindow[] = [];
    await using load = await openLoad({ ...options, environment: { ...patience, ...options.environment } });
    for (const fault of chosen) {
      const reason = fault.whyNot(load);
      if (reason !== null) console.log(`left out: ${fault.name} (${reason})`);
    }
    const startedAt = performance.now();
    const over = new AbortController();
    const times = { faultMs: own.fault, calmMs: own.calm, rounds: own.rounds === 0 ? Infinity : own.rounds };
    const storm = runFaults(load, chosen, windows, times, over.signal);
    const isEnough = (): boolean =>
      load.acknowledgements.timesMs.length >= own.events || performance.now() - startedAt > own.minutes * 60_000;
    const busy = beBusy(load, isEnough, own.outstanding);
    // A program that does not come back ends the run at once.
    await Promise.race([busy, storm.then(() => busy)]);
    if (own.rounds === 0) over.abort();
    await storm;
    const isDone = await load.untilAnswered(own.drain * 1000);
    const tookMs = performance.now() - startedAt;
    // What would be posted twice may still come.
    await wait(Math.min(own.calm, 2000));
    const verdict = judge(load.truth, windows, own.late * 1000);
    const seconds = (ms: number): string => (ms / 1000).toFixed(1);
    const lateCount = [...verdict.lateByFault.values()].reduce((sum, all) => sum + all.length, 0);
    printTable(
      `faults: ${load.acknowledgements.timesMs.length} of ${own.events} events, ${options.processes} × ${options.database}, ${options.transport}, ${options.writer}`,
      [
        ['links', verdict.links],
        ['  in messages deleted again', verdict.deletedLinks],
        ['summaries', verdict.summaries],
        ['pointers to an earlier summary', verdict.known],
        ['notes in place of a summary', verdict.notes.length],
        ['lost', verdict.lost.size],
        ['doubled', verdict.doubled.length],
        ['outside of a thread', verdict.strays.length],
        ['late', lateCount + verdict.lateForNothing.length],
        ['  without a fault', verdict.lateForNothing.length],
        ['post to answer, p50, s', seconds(quantile(verdict.latenciesMs, 0.5))],
        ['post to answer, p99, s', seconds(quantile(verdict.latenciesMs, 0.99))],
        ['post to answer, longest, s', seconds(quantile(verdict.latenciesMs, 1))],
        ['events acknowledged', load.acknowledgements.timesMs.length],
        ['events sent again', [...load.acknowledgements.refused.values()].reduce((sum, times) => sum + times, 0)],
        ['took, s', seconds(tookMs)],
        ['links a second', (verdict.links / (tookMs / 1000)).toFixed(1)],
        ['processor time a link, ms', ((load.fleet.cpuSeconds() * 1000) / verdict.links).toFixed(0)],
      ],
    );
    printTable('by fault', [
      ['fault', 'times', 'late answers', 'longest, s'],
      ...chosen.map(({ name }) => {
        const late = verdict.lateByFault.get(name) ?? [];
        const longest = late.length === 0 ? '–' : seconds(Math.max(...late));
        return [name, windows.filter(({ fault }) => fault === name).length, late.length, longest];
      }),
    ]);
    return [
      ...(isDone ? [] : ['not every link was answered in time']),
      ...(await describeLost(load, verdict)),
      ...verdict.doubled.map((url) => `doubled: ${url}`),
      ...verdict.strays.map((message) => `outside of a thread: ${message}`),
      ...verdict.notes.map((url) => `a note in place of a summary: ${url}`),
      ...verdict.lateForNothing.map((url) => `late without a fault: ${url}`),
    ];
  },
});
