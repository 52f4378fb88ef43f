/** The other works that a kill may hit: eval runs, monitor runs, exports, digests and alerts. Each is begun here and looked at in the end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Alert } from '../../../src/core/alert.ts';
import type { Store } from '../../../src/store/open-store.ts';
import type { WorkspaceMessage } from '../../../src/workspace/control-api.ts';
import type { WorkspaceClient } from '../../../src/workspace/control-client.ts';
import { adminUserId } from '../../../src/workspace/opening-state.ts';

export const workKinds = ['eval', 'monitor', 'export', 'digest', 'alert'] as const;
export type WorkKind = (typeof workKinds)[number];

export interface Works {
  /** Begins one, in a program that is connected. */
  begin(kind: WorkKind): Promise<void>;
  /** Promotes an eval run, so that those that follow are measured against it. */
  promoteRun(): Promise<void>;
  /** True once nothing is left to do. */
  isIdle(): Promise<boolean>;
  /** How many of each kind there were, and everything that is not as it should be. */
  examine(): Promise<{ counts: Record<WorkKind, number>; problems: string[] }>;
}

const teamId = 'T0LOCALTEAM';
const evalItems = 4;
const longestTypingMs = 10_000;

/** @param channel where digests, alerts and runs are shown */
export function createWorks(client: WorkspaceClient, store: Store, channel: string): Works {
  const alerts: string[] = [];
  const digests: string[] = [];
  let seed = 0;

  /** Types a line, and waits until what it asks for is stored: a kill before that would only lose the line. */
  const type = async (command: string, text: string, kind: string): Promise<void> => {
    const stored = async (): Promise<number> =>
      (await store.jobs.list({ limit: 10_000 })).filter((job) => job.kind === kind).length;
    const before = await stored();
    await client.call('command', { user: adminUserId, channel, command, text });
    for (const end = performance.now() + longestTypingMs; performance.now() < end; await wait(10))
      if ((await stored()) > before) return;
  };
  const begin: Record<WorkKind, () => Promise<void>> = {
    eval: () => type('/eval', `run smoke --sample ${evalItems} --seed 1 --fresh`, 'eval-run'),
    monitor: () => type('/monitor', 'run summaries', 'run-monitor'),
    export: () => type('/export', `run smoke --seed ${(seed += 1)}`, 'export-dataset'),
    async digest() {
      const payload = { teamId, channelId: channel, rhythm: 'weekly' };
      const { jobs } = await store.jobs.enqueue([{ key: `digest:${randomUUID()}`, kind: 'digest', payload }]);
      digests.push(...jobs.map(({ id }) => id));
    },
    async alert() {
      const alert = openedAlert(Date.now());
      alerts.push(alert.id);
      await store.alerts.apply({
        memory: null,
        alert,
        events: [{ kind: 'opened', actorId: null, value: alert.value, n: alert.n }],
        deliveries: [{ channel: 'slack', dueAt: alert.openedAt }],
        at: alert.openedAt,
      });
    },
  };

  const history = async (where: string): Promise<WorkspaceMessage[]> =>
    (await client.call('history', { user: adminUserId, channel: where, limit: 1000 })).messages.filter(
      ({ bot_id: bot, ephemeralFor }) => bot !== undefined && ephemeralFor === undefined,
    );
  const holding = (messages: readonly WorkspaceMessage[], text: string): WorkspaceMessage[] =>
    messages.filter((message) => JSON.stringify([message.blocks, message.metadata]).includes(text));

  async function examineEvals(shown: readonly WorkspaceMessage[], problems: string[]): Promise<number> {
    const runs = await store.evalRuns.list({ teamId, limit: 1000 });
    for (const { id, status, itemCount, place } of runs) {
      const results = await store.evalRuns.results(id);
      const answered = new Set(results.flatMap(({ traceId }) => traceId ?? []));
      if (status !== 'done') problems.push(`eval ${id} is ${status}`);
      if (results.length !== itemCount) problems.push(`eval ${id} has ${results.length} of ${itemCount} results`);
      if (answered.size !== results.length) problems.push(`eval ${id} has ${answered.size} answers`);
      const isMeasured = (await store.baselines.verdictOf(id)) !== null;
      if (!isMeasured && (await store.baselines.ofRun(id)) === null) problems.push(`eval ${id} has no verdict`);
      const cards = holding(shown, id);
      if (cards.length !== 1 || cards[0]?.ts !== place?.ts) problems.push(`eval ${id} has ${cards.length} cards`);
    }
    return runs.length;
  }

  async function examineMonitors(problems: string[]): Promise<number> {
    const runs = await store.monitors.runs.list({ limit: 200 });
    for (const { id, outcome } of runs) if (outcome !== 'done') problems.push(`monitor run ${id} is ${outcome}`);
    for (const { count, target } of await store.monitors.outbox.waitingCounts())
      problems.push(`${count} scores wait for ${target}`);
    return runs.length;
  }

  async function examineExports(problems: string[]): Promise<number> {
    const records = await store.exports.list(teamId, 1000);
    for (const { id, status, place, files } of records) {
      if (status !== 'done' || place === null) {
        problems.push(`export ${id} is ${status}`);
        continue;
      }
      const messages = await history(place.channelId);
      const cards = messages.filter(({ metadata }) => metadata?.event_payload['export_id'] === id);
      if (cards.length !== 1) problems.push(`export ${id} has ${cards.length} messages`);
      for (const { name, bytes } of files) {
        const title = `${name} of export ${id.slice(-8)}`;
        const sent = messages.filter((message) => JSON.stringify(message.files ?? []).includes(title)).length;
        if (sent !== (bytes > 0 ? 1 : 0)) problems.push(`${title} was sent ${sent} times`);
      }
    }
    return records.length;
  }

  return {
    begin: (kind) => begin[kind](),
    async promoteRun() {
      await begin.eval();
      const isDone = async (): Promise<boolean> => (await store.evalRuns.list({ limit: 1 }))[0]?.status === 'done';
      while (!(await isDone())) await wait(50);
      const say = (text: string) => client.call('command', { user: adminUserId, channel, command: '/baseline', text });
      await say('save smoke first');
      while ((await store.baselines.get('smoke', 'first')) === null) await wait(50);
      await say('promote smoke first --reason "what runs today"');
      while ((await store.baselines.promoted('smoke')) === null) await wait(50);
    },
    async isIdle() {
      const { queued, running } = await store.jobs.counts();
      return queued + running === 0 && (await store.alerts.waiting(1)).length === 0;
    },
    async examine() {
      const problems: string[] = [];
      const shown = await history(channel);
      for (const id of digests) {
        const posts = holding(shown, id).length;
        if (posts !== 1) problems.push(`digest ${id} was posted ${posts} times`);
      }
      for (const id of alerts) {
        const cards = shown.filter(({ metadata }) => metadata?.event_payload['alert_id'] === id).length;
        if (cards !== 1) problems.push(`alert ${id} has ${cards} cards`);
      }
      for (const { id, kind, failure } of await store.jobs.list({ status: 'dead', limit: 100 }))
        problems.push(`${kind} ${id} was given up: ${failure?.code ?? 'for no reason'}`);
      const counts = {
        eval: await examineEvals(shown, problems),
        monitor: await examineMonitors(problems),
        export: await examineExports(problems),
        digest: digests.length,
        alert: alerts.length,
      };
      return { counts, problems };
    },
  };
}

/** Of a rule of configs/alerts.yaml that finds nothing by itself here; each in a scope of its own. */
function openedAlert(now: number): Alert {
  const id = randomUUID();
  const none = {
    noDataSince: null,
    escalateAt: null,
    escalatedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mutedUntil: null,
    mutedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
    channelId: null,
  };
  return {
    ...none,
    id,
    version: 1,
    ruleId: 'monitor-failed',
    ruleName: 'Monitor failed',
    ruleType: 'monitor_failed',
    scope: id,
    filters: {},
    severity: 'error',
    status: 'open',
    openedAt: now,
    notifyAt: now,
    value: 1,
    threshold: 1,
    n: 1,
    windowFromMs: now - 60_000,
    windowToMs: now,
    repeatCount: 0,
    lastBreachAt: now,
    evidence: { points: [], traces: [], note: null },
  };
}
