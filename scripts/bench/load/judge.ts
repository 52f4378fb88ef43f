import type { FaultWindow } from './fault-log.ts';
import type { PostedLink, Reply, Truth } from './truth.ts';

export interface Verdict {
  /** Without those whose message was deleted. */
  links: number;
  deletedLinks: number;
  summaries: number;
  /** Pointers to an earlier summary. */
  known: number;
  /** Links whose answer is an honest note that it did not work. */
  notes: string[];
  /** By address: when it was posted and what stands in its thread. */
  lost: Map<string, string>;
  doubled: string[];
  /** Messages about a link outside of its thread. */
  strays: string[];
  /** Milliseconds from post to answer, ascending. */
  latenciesMs: number[];
  /** Answers that took longer than the bound, by the fault that explains it. */
  lateByFault: Map<string, number[]>;
  /** Late, and no fault was on meanwhile. */
  lateForNothing: string[];
}

/** How long after the end of a fault its backlog may still explain a late answer, in milliseconds. */
const backlogMs = 20_000;

/** What became of every link. @param lateMs an answer that took longer is late */
export function judge(truth: Truth, faults: readonly FaultWindow[], lateMs: number): Verdict {
  const threads = Map.groupBy(
    [...truth.replies.values()].filter(({ isGone }) => !isGone),
    ({ channel, threadTs }) => `${channel} ${threadTs ?? 'no thread'}`,
  );
  const verdict: Verdict = {
    links: truth.links.filter(({ isDeleted }) => !isDeleted).length,
    deletedLinks: truth.links.filter(({ isDeleted }) => isDeleted).length,
    summaries: 0,
    known: 0,
    notes: [],
    lost: new Map(),
    doubled: [],
    strays: [],
    latenciesMs: [],
    lateByFault: new Map(),
    lateForNothing: [],
  };
  for (const [key, replies] of threads) if (key.endsWith('no thread')) verdict.strays.push(...replies.map(nameOf));
  const taken = new Set<Reply>();
  for (const link of truth.links) {
    const answers = answersTo(link, threads.get(`${link.channel} ${link.threadTs}`) ?? [], taken);
    for (const answer of answers) taken.add(answer);
    if (answers.length > 1) verdict.doubled.push(link.url);
    const [answer] = answers;
    if (link.isDeleted) continue;
    if (!answer || answer.finishedAt === null) {
      const thread = threads.get(`${link.channel} ${link.threadTs}`) ?? [];
      verdict.lost.set(link.url, describeLost(link, thread, faults));
    } else count(verdict, link, answer, answer.finishedAt - link.postedAt, faults, lateMs);
  }
  verdict.doubled.push(...doubledJobs(threads));
  verdict.latenciesMs.sort((a, b) => a - b);
  return verdict;
}

/** By the mark in its text; a note or a pointer names no address, so of those of the thread one that no other link has. */
function answersTo(link: PostedLink, thread: readonly Reply[], taken: ReadonlySet<Reply>): Reply[] {
  const marked = thread.filter(({ mark, form }) => mark === link.mark && form !== 'answer');
  if (marked.length > 0) return marked;
  const isFree = ({ form, mark }: Reply): boolean => (form === 'note' || form === 'known') && mark === null;
  const unmarked = thread.find((reply) => isFree(reply) && !taken.has(reply));
  return unmarked ? [unmarked] : [];
}

function count(
  verdict: Verdict,
  link: PostedLink,
  answer: Reply,
  tookMs: number,
  faults: readonly FaultWindow[],
  lateMs: number,
): void {
  if (answer.form === 'summary') verdict.summaries += 1;
  if (answer.form === 'known') verdict.known += 1;
  if (answer.form === 'note') verdict.notes.push(link.url);
  verdict.latenciesMs.push(tookMs);
  if (tookMs <= lateMs) return;
  const { postedAt } = link;
  const reason = faults.find(({ from, to }) => from < postedAt + tookMs && (to ?? Infinity) + backlogMs > postedAt);
  if (!reason) verdict.lateForNothing.push(`${link.url} after ${Math.round(tookMs)} ms`);
  else verdict.lateByFault.set(reason.fault, [...(verdict.lateByFault.get(reason.fault) ?? []), tookMs]);
}

/** Jobs with more than one message, whether or not those came to say which link they are for. */
function doubledJobs(threads: ReadonlyMap<string, readonly Reply[]>): string[] {
  const byJob = Map.groupBy([...threads.values()].flat(), ({ jobId }) => jobId);
  return [...byJob].filter(([, replies]) => replies.length > 1 && !isOneLink(replies)).map(([jobId]) => `job ${jobId}`);
}

/** What stands in its thread, and what was wrong when it was posted. */
function describeLost({ postedAt }: PostedLink, thread: readonly Reply[], faults: readonly FaultWindow[]): string {
  const last = faults.findLast(({ from }) => from < postedAt);
  const since = last
    ? `${Math.round(postedAt - last.from)} ms after the beginning of "${last.fault}"`
    : 'before any fault';
  return `posted ${since}; in its thread: ${thread.map(({ form }) => form).join(', ') || 'nothing'}`;
}

/** Found by its mark already. */
function isOneLink(replies: readonly Reply[]): boolean {
  const [first] = replies;
  return first !== undefined && first.mark !== null && replies.every(({ mark }) => mark === first.mark);
}

function nameOf({ channel, ts, form }: Reply): string {
  return `${form} ${channel} ${ts}`;
}
