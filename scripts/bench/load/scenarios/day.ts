import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../../quantile.ts';
import { momentsOfDay } from '../day-curve.ts';
import { describeLost } from '../describe-lost.ts';
import { countJobs } from '../find-jobs.ts';
import { judge } from '../judge.ts';
import { openLoad } from '../open-load.ts';
import type { Load } from '../open-load.ts';
import { printTable } from '../print-table.ts';
import type { KeptMessage } from '../slack-world.ts';
import { count, defineScenario } from './scenario.ts';

const dayMinutes = 1440;
/** A Tuesday. */
const midnight = Date.UTC(2026, 2, 3);
const commands = ['/links recent', '/metrics', '/cost', '/health', '/gloss help'].map((line) =>
  line.slice(1).split(' '),
);
const questions = ['What does this mean for us?', 'How is it measured?', 'Why should we care?'];

/** Limits on what is waited for in the time of the program, which passes so fast that a second is nothing. */
const patience = {
  GLOSS_STORE_JOBS_POLL_INTERVAL_MS: '60000',
  GLOSS_STORE_JOBS_LEASE_MS: '600000',
  GLOSS_STORE_JOBS_HEARTBEAT_MS: '200000',
  GLOSS_STORE_JOBS_DRAIN_MS: '600000',
  GLOSS_STORE_ANALYTICS_TIMEOUT_MS: '120000',
  GLOSS_LLM_HOOK_TIMEOUT_MS: '60000',
};

export const day = defineScenario({
  name: 'day',
  what: 'a day of a team in fast motion: links, edits, deletes, votes, questions, commands, and everything that the clock starts',
  own: {
    links: count(300, 'messages with links in the day'),
    minutes: count(5, 'how long the day lasts'),
    drain: count(120, 'longest wait for the last answers, in seconds'),
  },
  async run(options, own) {
    const speed = dayMinutes / own.minutes;
    await using load = await openLoad({
      ...options,
      clock: { startMs: midnight, speed },
      environment: { ...patience, ...options.environment },
    });
    const acts = await liveADay(load, own.links, speed);
    const isDone = await load.untilAnswered(own.drain * 1000);
    const memoryMb = load.fleet.rssMb(0);
    const exitCodes = await load.fleet.stop();
    const verdict = judge(load.truth, [], Infinity);
    const jobs = await countJobs(load.database);
    printTable(
      `day: 24 hours in ${own.minutes} minutes, ${options.processes} × ${options.database}, ${options.writer}`,
      [
        ['messages with links', acts.posts],
        ['  of them links that were known', acts.reposts],
        ['edits that add a link', acts.edits],
        ['deleted messages', acts.deletes],
        ['votes taken', acts.votes],
        ['questions', acts.questions],
        ['commands taken', acts.commands],
        ['links', verdict.links],
        ['summaries', verdict.summaries],
        ['pointers to an earlier summary', verdict.known],
        ['notes in place of a summary', verdict.notes.length],
        ['lost', verdict.lost.size],
        ['doubled', verdict.doubled.length],
        ['post to answer, p95, s', (quantile(verdict.latenciesMs, 0.95) / 1000).toFixed(1)],
        ['memory at the end, MB', memoryMb.toFixed(0)],
      ],
    );
    printTable('jobs', [['kind', 'done', 'not done'], ...jobs.map((job) => [job.kind, job.done, job.notDone])]);
    const monitorRuns = jobs.find(({ kind }) => kind === 'run-monitor')?.done ?? 0;
    return [
      ...(isDone ? [] : ['not every link was answered in time']),
      ...(await describeLost(load, verdict)),
      ...verdict.doubled.map((url) => `doubled: ${url}`),
      ...verdict.strays.map((message) => `outside of a thread: ${message}`),
      ...(monitorRuns >= 23 ? [] : [`the hourly monitor ran only ${monitorRuns} times`]),
      ...exitCodes.filter((code) => code !== 0).map((code) => `a process ended with ${code}`),
    ];
  },
});

interface Acts {
  posts: number;
  reposts: number;
  edits: number;
  deletes: number;
  votes: number;
  questions: number;
  commands: number;
}

async function liveADay(load: Load, links: number, speed: number): Promise<Acts> {
  const { people, random, truth } = load;
  const acts: Acts = { posts: 0, reposts: 0, edits: 0, deletes: 0, votes: 0, questions: 0, commands: 0 };
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let recent: KeptMessage[] = [];
  const running: Promise<void>[] = [];
  const startedAt = performance.now();
  const untilMinute = (minute: number): Promise<void> =>
    wait(Math.max(0, startedAt + (minute * 60_000) / speed - performance.now()));

  const post = (): void => {
    const earlier = truth.links.length > 10 && random() < 0.15 ? oneOf(truth.links) : null;
    const message = earlier ? people.repost(earlier.url) : people.post(random() < 0.85 ? 1 : 2);
    acts.posts += 1;
    if (earlier) acts.reposts += 1;
    else recent = [...recent, message].slice(-10);
  };
  const change = (): void => {
    const chosen = oneOf(recent);
    if (chosen === undefined) return;
    recent = recent.filter((message) => message !== chosen);
    if (random() < 0.7) {
      people.edit(chosen);
      acts.edits += 1;
    } else {
      people.remove(chosen);
      acts.deletes += 1;
    }
  };
  const react = async (): Promise<void> => {
    const reply = oneOf([...truth.replies.values()].slice(-50).filter(({ form }) => form === 'summary'));
    if (reply && (await people.vote(reply, random() < 0.8))) acts.votes += 1;
  };
  const ask = (): void => {
    const reply = oneOf([...truth.replies.values()].slice(-50).filter(({ form }) => form === 'summary'));
    if (!reply) return;
    people.ask(reply, oneOf(questions));
    acts.questions += 1;
  };
  const type = async (): Promise<void> => {
    const [name = '', ...words] = oneOf(commands);
    if (await people.type(name, words.join(' '))) acts.commands += 1;
  };

  for (const minute of momentsOfDay(links, random)) {
    await untilMinute(minute);
    post();
    if (random() < 0.08) change();
    if (random() < 0.3) running.push(react());
    if (random() < 0.05) ask();
    if (random() < 0.08) running.push(type());
  }
  await untilMinute(dayMinutes);
  await Promise.all(running);
  return acts;
}
