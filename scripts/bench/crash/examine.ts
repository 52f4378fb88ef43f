/** What became of everything the people did: read from the workspace as they see it, and from the store. */
import { traceIdOf } from '../../../src/observe/tracing.ts';
import type { JobDetail } from '../../../src/store/job-queue.ts';
import type { Store } from '../../../src/store/open-store.ts';
import type { WorkspaceMessage } from '../../../src/workspace/control-api.ts';
import type { WorkspaceClient } from '../../../src/workspace/control-client.ts';
import { countStages, resumeTimes } from './count-stages.ts';
import type { StageCounts, StageStart } from './count-stages.ts';
import { buttonValue } from './people.ts';
import type { PostedLink, Press } from './people.ts';

export interface Findings {
  links: number;
  deletedLinks: number;
  /** Links without a reply, each with the state of its job. */
  lost: string[];
  /** Links with more than one reply, and jobs that posted more than once. */
  doubled: string[];
  /** Replies that are not the finished summary, or not its newest form. */
  unfinished: string[];
  /** Messages of Gloss outside of threads. */
  strays: string[];
  presses: number;
  /** Presses that Slack said were taken and that were not done. */
  lostPresses: string[];
  stages: StageCounts;
  /** Milliseconds, sorted. */
  resumeMs: number[];
  /** From a post to its stored job, in milliseconds, sorted; without messages that were deleted again, which only a late delivery may still tell of. */
  takenInMs: number[];
}

export interface Evidence {
  links: readonly PostedLink[];
  presses: readonly Press[];
  channels: readonly string[];
  fetches: readonly { url: string; at: number }[];
  /** Messages that Gloss posted, by the job in their metadata. */
  posts: readonly { jobId: string; at: number }[];
  killedAt: readonly number[];
}

const user = 'U0LOCALDSGN';

export async function examine(client: WorkspaceClient, store: Store, seen: Evidence): Promise<Findings> {
  const jobs = await readJobs(store);
  const linkJobs = new Map(jobs.flatMap((job) => (job.kind === 'summarize-link' ? [[urlOf(job), job] as const] : [])));
  const findings: Findings = {
    links: seen.links.length,
    deletedLinks: seen.links.filter(({ isDeleted }) => isDeleted).length,
    lost: [],
    doubled: [],
    unfinished: [],
    strays: await findStrays(client, seen.channels),
    presses: seen.presses.length,
    lostPresses: lostPresses(jobs, seen.presses),
    ...stagesOf(await stageStarts(store, jobs, seen), jobs, seen),
    takenInMs: seen.links
      .filter(({ isDeleted }) => !isDeleted)
      .flatMap(({ url, at }) => (linkJobs.get(url)?.createdAt ?? Number.NaN) - at)
      .filter((ms) => !Number.isNaN(ms))
      .sort((a, b) => a - b),
  };
  for (const link of seen.links) {
    const job = linkJobs.get(link.url);
    const replies = await repliesTo(client, link);
    const state = job ? [job.status, job.failure?.code].filter(Boolean).join(' ') : 'never stored';
    if (replies.length > 1) findings.doubled.push(link.url);
    if (link.isDeleted) continue;
    const [reply] = replies;
    if (!reply) findings.lost.push(`${link.url} (${state})`);
    else if (!(await isFinished(store, reply))) findings.unfinished.push(`${link.url} (${state})`);
  }
  const postCounts = Map.groupBy(seen.posts, ({ jobId }) => jobId);
  for (const [jobId, posts] of postCounts) if (posts.length > 1) findings.doubled.push(`job ${jobId}`);
  return findings;
}

async function readJobs(store: Store): Promise<JobDetail[]> {
  const records = await store.jobs.list({ limit: 100_000 });
  const details = await Promise.all(records.map(({ id }) => store.jobs.get(id)));
  return details.filter((job) => job !== null);
}

function urlOf(job: JobDetail): string {
  return (job.payload as { url: string }).url;
}

async function repliesTo(client: WorkspaceClient, link: PostedLink): Promise<WorkspaceMessage[]> {
  const { channel, threadTs } = link;
  const { messages } = await client.call('history', { user, channel, thread_ts: threadTs, limit: 1000 });
  const mark = new URL(link.url).search;
  return messages.filter(
    (message) => message.bot_id !== undefined && message.ts !== threadTs && JSON.stringify(message).includes(mark),
  );
}

/** The finished summary has the button that shows its quotes, and shows the newest form that is stored. */
async function isFinished(store: Store, reply: WorkspaceMessage): Promise<boolean> {
  const shown = buttonValue(reply, 'where_from');
  const stored = shown ? await store.summaries.get(shown.summaryId) : null;
  return shown !== null && stored?.revision === shown.revision && stored.failure === null;
}

async function findStrays(client: WorkspaceClient, channels: readonly string[]): Promise<string[]> {
  const strays: string[] = [];
  for (const channel of channels) {
    const { messages } = await client.call('history', { user, channel, limit: 1000 });
    const own = messages.filter((message) => message.bot_id !== undefined && message.ephemeralFor === undefined);
    strays.push(...own.map((message) => `${channel} ${message.ts} ${message.text.slice(0, 60)}`));
  }
  return strays;
}

function lostPresses(jobs: readonly JobDetail[], presses: readonly Press[]): string[] {
  const done = new Set(jobs.flatMap(({ key, status }) => (status === 'done' ? [key] : [])));
  const keys = presses.map(({ summaryId, revision }) => `resummarize:${summaryId}:${revision}`);
  return [...new Set(keys)].filter((key) => !done.has(key));
}

const stepOfSpan: Readonly<Record<string, readonly [string, string]>> = {
  'stage_a.run': ['facts', 'facts'],
  'stage_b.run': ['compose', 'rewrite'],
  'quality_gates.validate': ['gates', 'gates-rewrite'],
  'slack.post_message': ['post', 'post'],
};

async function stageStarts(store: Store, jobs: readonly JobDetail[], seen: Evidence): Promise<StageStart[]> {
  const starts: StageStart[] = seen.posts.map(({ jobId, at }) => ({ jobId, step: 'open', at }));
  const finishedAt = finishTimes(jobs);
  for (const job of jobs) {
    for (const span of await store.spans.trace(traceIdOf(job.id))) {
      const [first, second] = stepOfSpan[span.name] ?? [];
      if (first === undefined || second === undefined) continue;
      const isSecond =
        finishedAt.has(`${job.id} ${second}`) && span.startMs > (finishedAt.get(`${job.id} ${first}`) ?? 0);
      starts.push({ jobId: job.id, step: isSecond ? second : first, at: span.startMs });
    }
  }
  const readers = await jobsByPage(store, jobs);
  for (const { url, at } of seen.fetches) {
    const known = readers.get(url) ?? [];
    const open = known.find(({ id, createdAt }) => createdAt <= at && at <= (finishedAt.get(`${id} retrieve`) ?? at));
    const jobId = (open ?? known[0])?.id;
    if (jobId !== undefined) starts.push({ jobId, step: 'retrieve', at });
  }
  return starts.sort((a, b) => a.at - b.at);
}

/** Jobs that read a page: that of its link, and every *Again* of its summary. */
async function jobsByPage(store: Store, jobs: readonly JobDetail[]): Promise<Map<string, JobDetail[]>> {
  const readers = new Map<string, JobDetail[]>();
  for (const job of jobs) {
    const { url, summaryId, change } = job.payload as { url?: string; summaryId?: string; change?: string };
    const page = url ?? (change === 'again' ? (await store.summaries.get(summaryId ?? ''))?.url : undefined);
    if (page !== undefined) readers.set(page, [...(readers.get(page) ?? []), job]);
  }
  return readers;
}

function finishTimes(jobs: readonly JobDetail[]): Map<string, number> {
  return new Map(jobs.flatMap(({ id, steps }) => steps.map(({ name, finishedAt }) => [`${id} ${name}`, finishedAt])));
}

function stagesOf(
  starts: readonly StageStart[],
  jobs: readonly JobDetail[],
  seen: Evidence,
): Pick<Findings, 'stages' | 'resumeMs'> {
  const worked = jobs.flatMap(({ id, startedAt, finishedAt }) =>
    startedAt === null ? [] : [{ jobId: id, startedAt, finishedAt }],
  );
  const stored = jobs.flatMap(({ id, steps }) =>
    steps.map(({ name, startedAt }) => ({ jobId: id, step: name, at: startedAt })),
  );
  return {
    stages: countStages(starts, finishTimes(jobs)),
    resumeMs: resumeTimes(worked, [...starts, ...stored], seen.killedAt),
  };
}
