/** What is true of a run, kept by whoever plays Slack: the links people posted, and every reply that ever stood in a thread. */

export interface PostedLink {
  /** Stands in its address as `?post=…`, so that an answer tells which link it is for. */
  mark: string;
  url: string;
  channel: string;
  messageTs: string;
  /** Root of its thread. */
  threadTs: string;
  /** On the monotonic clock of this process, in milliseconds. */
  postedAt: number;
  /** Its message was deleted: then no answer is owed. */
  isDeleted: boolean;
}

/** `note` is an honest word that it did not work, `known` the pointer to an earlier summary, `answer` that to a question. */
export type ReplyForm = 'progress' | 'summary' | 'known' | 'note' | 'answer';

export interface Reply {
  channel: string;
  ts: string;
  threadTs: string | null;
  jobId: string;
  mark: string | null;
  form: ReplyForm;
  /** What its buttons carry; null where it has none. */
  value: string | null;
  /** When it first stood in its final form. */
  finishedAt: number | null;
  isGone: boolean;
}

export interface Truth {
  links: readonly PostedLink[];
  replies: ReadonlyMap<string, Reply>;
  post(link: PostedLink): void;
  deleted(channel: string, messageTs: string): void;
  /** A message of the app with a job in its metadata, as it stands now. */
  saw(reply: Omit<Reply, 'finishedAt' | 'isGone'>): void;
  gone(channel: string, ts: string): void;
  /** Links that are owed an answer and have none yet. */
  outstanding(): number;
  finishedCount(): number;
}

const keyOf = (channel: string, ts: string): string => `${channel} ${ts}`;

export function createTruth(now: () => number = () => performance.now()): Truth {
  const links: PostedLink[] = [];
  const byMessage = new Map<string, PostedLink[]>();
  const replies = new Map<string, Reply>();
  /** Threads and marks that are answered; the job where a reply names no link. */
  const answered = new Set<string>();
  let finished = 0;
  let owed = 0;

  return {
    links,
    replies,
    post(link) {
      links.push(link);
      owed += 1;
      const key = keyOf(link.channel, link.messageTs);
      byMessage.set(key, [...(byMessage.get(key) ?? []), link]);
    },
    deleted(channel, messageTs) {
      for (const link of byMessage.get(keyOf(channel, messageTs)) ?? []) {
        if (!link.isDeleted && !answered.has(`${keyOf(channel, link.threadTs)} ${link.mark}`)) owed -= 1;
        link.isDeleted = true;
      }
    },
    saw(seen) {
      const key = keyOf(seen.channel, seen.ts);
      const known = replies.get(key) ?? { ...seen, finishedAt: null, isGone: false };
      known.form = seen.form;
      known.mark = seen.mark ?? known.mark;
      known.value = seen.value;
      replies.set(key, known);
      if (seen.form === 'progress' || known.finishedAt !== null) return;
      known.finishedAt = now();
      if (seen.form === 'answer') return;
      finished += 1;
      answered.add(known.mark === null ? known.jobId : `${keyOf(known.channel, known.threadTs ?? '')} ${known.mark}`);
    },
    gone(channel, ts) {
      const reply = replies.get(keyOf(channel, ts));
      if (reply) reply.isGone = true;
    },
    // An answer to a message that was deleted meanwhile makes it too small by one: what is lost is found by `judge`.
    outstanding: () => Math.max(0, owed - answered.size),
    finishedCount: () => finished,
  };
}
