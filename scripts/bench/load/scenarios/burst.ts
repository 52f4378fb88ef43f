import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../../quantile.ts';
import { describeLost } from '../describe-lost.ts';
import { judge } from '../judge.ts';
import { openLoad } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import { count, defineScenario } from './scenario.ts';

/** Slack sends an event again that is not acknowledged within this. */
const acknowledgeWithinMs = 3000;
const quantiles = [0.5, 0.95, 0.99, 1];

export const burst = defineScenario({
  name: 'burst',
  what: 'so many events a second for some seconds: how fast they are acknowledged, and that each is answered',
  own: {
    'per-second': count(500, 'events a second'),
    seconds: count(3, 'how long'),
    drain: count(600, 'longest wait for the answers, in seconds'),
  },
  async run(options, { 'per-second': perSecond, seconds, drain }) {
    await using load = await openLoad(options);
    const links = perSecond * seconds;
    const startedAt = performance.now();
    for (let posted = 0; posted < links;) {
      const due = Math.min(links, Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1);
      for (; posted < due; posted += 1) load.people.post(1);
      await wait(5);
    }
    const sentAfterMs = performance.now() - startedAt;
    const isDone = await load.untilAnswered(drain * 1000);
    const drainedAfterMs = performance.now() - startedAt;
    const { timesMs, refused } = load.acknowledgements;
    const verdict = judge(load.truth, [], Infinity);
    const notAcknowledged = [...refused.values()].reduce((sum, times) => sum + times, 0);
    printTable(`burst: ${links} links at ${perSecond} events a second`, [
      ['sent within, s', (sentAfterMs / 1000).toFixed(1)],
      ...quantiles.map((share) => [
        `acknowledged, ${share === 1 ? 'longest' : `p${share * 100}`}, ms`,
        quantile(timesMs, share).toFixed(0),
      ]),
      ['deliveries acknowledged', timesMs.length],
      ['deliveries not acknowledged', notAcknowledged],
      ['answered within, s', (drainedAfterMs / 1000).toFixed(1)],
      ['links a second', (verdict.summaries / (drainedAfterMs / 1000)).toFixed(1)],
      ['processor time a link, ms', ((load.fleet.cpuSeconds() * 1000) / links).toFixed(0)],
      ['lost', verdict.lost.size],
      ['doubled', verdict.doubled.length],
      ['notes in place of a summary', verdict.notes.length],
    ]);
    return [
      ...(notAcknowledged > 0 || quantile(timesMs, 1) > acknowledgeWithinMs
        ? [`not every event was acknowledged within ${acknowledgeWithinMs} ms`]
        : []),
      ...(isDone ? [] : ['not every link was answered in time']),
      ...(await describeLost(load, verdict)),
      ...verdict.doubled.map((url) => `doubled: ${url}`),
    ];
  },
});
