import { createAlertFigures } from '../../src/wiring/alert-figures.ts';
import type { AlertChannel } from '../../src/alerts/alert-channel.ts';
import { type AlertService, createAlertService } from '../../src/alerts/alert-service.ts';
import { AlertDeliveryPayload, createAlertDeliverer } from '../../src/alerts/deliver-alert.ts';
import { createRuleSet } from '../../src/alerts/rule-set.ts';
import { alertRuleTypes } from '../../src/alerts/rules/index.ts';
import type { AlertEvent, AlertRule } from '../../src/core/alert.ts';
import type { NewJob } from '../../src/core/ports.ts';
import type { SpanRow } from '../../src/core/span-row.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { sampleSpans } from './sample-spans.ts';
import { createTestOutside, type TestOutside } from './test-outside.ts';
import { sampleModelCall } from './sample-model-call.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Midnight of a Monday. */
export const dayStartMs = Date.UTC(2026, 2, 2);
const runCount = 5000;
const dailyBudgetUsd = 5;

/** A stretch of the day, in minutes since midnight. */
interface Stretch {
  from: number;
  to: number;
}
const at = (hours: number, minutes = 0): number => hours * 60 + minutes;

/** What is planted into a quiet day. */
export const planted = {
  /** Not one run. */
  silence: { from: at(4), to: at(6) },
  /** Every second run fails; the second burst comes within the cooldown of the first, the third after it. */
  errors: [
    { from: at(9), to: at(9, 10) },
    { from: at(9, 25), to: at(9, 30) },
    { from: at(11), to: at(11, 10) },
  ],
  /** Every run takes 9 s, in its model stages. */
  slow: { from: at(13), to: at(13, 20) },
  /** Half of the gates fail. */
  poor: { from: at(15), to: at(15, 30) },
  /** Runs cost thirty times as much. */
  dear: { from: at(18), to: at(18, 40) },
} as const;

/** What people do. */
const acts = [
  { minute: at(13, 5), ruleId: 'latency-spike', act: 'acknowledge' },
  { minute: at(15, 6), ruleId: 'quality-drop', act: 'mute' },
] as const;

/** One line of the printed table. */
export interface DayEvent {
  /** `09:01:00`. */
  time: string;
  rule: string;
  kind: AlertEvent['kind'];
  value: number | null;
  /** Whether it was also told. */
  isTold: boolean;
}

export interface SimulatedDay {
  events: DayEvent[];
  /** Repeats by alert: `error-rate 09:01`. */
  repeats: Record<string, number>;
  checkCount: number;
  runCount: number;
}

/** A day of 5,000 traces through the real rules, engine and SQLite store, on a held clock. */
export async function simulateDay(fileRules: readonly AlertRule[]): Promise<SimulatedDay> {
  const outside = createTestOutside({ startMs: dayStartMs });
  const settings = StoreSettings.parse({ databaseUrl: ':memory:', tracesFile: ':memory:' });
  const store = await openStore(settings, outside);
  try {
    await spendEarlier(store);
    const told = new Set<string>();
    const service = createService(store, outside, fileRules, told);
    const runs = plannedRuns();
    let next = 0;
    let checkCount = 0;
    const waiting = [...acts];
    // The last check is that of the next midnight.
    for (let minute = 0; minute <= 1440; minute += 1) {
      const minuteAt = dayStartMs + minute * minuteMs;
      await escalateUntil(service, outside, minuteAt);
      await outside.clock.advance(Math.max(0, minuteAt - outside.clock.now()));
      const due = runs.slice(next).findIndex(({ startMs }) => startMs >= minuteAt);
      const batch = runs.slice(next, due === -1 ? undefined : next + due);
      next += batch.length;
      await record(store, batch);
      await service.escalateDue();
      await service.checkByClock();
      checkCount += 1;
      if (waiting[0]?.minute === minute) await perform(service, waiting.shift());
    }
    return { ...(await summary(store, told)), checkCount, runCount: next };
  } finally {
    await store.close();
  }
}

function createService(
  store: Store,
  outside: TestOutside,
  fileRules: readonly AlertRule[],
  told: Set<string>,
): AlertService {
  const channel: AlertChannel = {
    id: 'slack',
    events: ['opened', 'updated', 'acknowledged', 'muted', 'escalated', 'recovered', 'resolved', 'expired'],
    takes: () => true,
    deliver({ alert, event }) {
      told.add(`${alert.id} ${event.number}`);
      return Promise.resolve({ place: 'C1' });
    },
  };
  const deliverer = createAlertDeliverer({
    store: store.alerts,
    types: alertRuleTypes,
    channels: () => [channel],
    outside,
  });
  const { signal } = new AbortController();
  return createAlertService({
    store: store.alerts,
    rules: createRuleSet(fileRules, store.alerts),
    types: alertRuleTypes,
    figures: createAlertFigures({
      analytics: store.analytics,
      scores: store.scores,
      canaryRuns: store.canaryRuns,
      monitorRuns: store.monitors.runs,
      baselines: store.baselines,
      dailyBudgetUsd,
      clock: outside.clock,
    }),
    timing: {
      escalationMs: 300_000,
      expiryMs: hourMs,
      refreshMs: 5 * minuteMs,
      notifyFrom: (atMs) => atMs,
    },
    channels: () => [channel],
    async enqueue(jobs: readonly NewJob[]) {
      for (const { payload } of jobs) await deliverer.runJob(AlertDeliveryPayload.parse(payload), signal);
    },
    changed: () => undefined,
    outside,
  });
}

/** To the second, between two checks. */
async function escalateUntil(service: AlertService, outside: TestOutside, untilMs: number): Promise<void> {
  for (;;) {
    const due = await service.nextEscalationAt();
    if (due === null || due >= untilMs) return;
    await outside.clock.advance(Math.max(0, due - outside.clock.now()));
    await service.escalateDue();
  }
}

async function perform(service: AlertService, planned: (typeof acts)[number] | undefined): Promise<void> {
  if (!planned) return;
  const open = (await service.open()).find(({ alert }) => alert.ruleId === planned.ruleId);
  if (!open) throw new Error(`At minute ${planned.minute} nothing is open of ${planned.ruleId}.`);
  if (planned.act === 'acknowledge') await service.acknowledge(open.alert.id, 'U1');
  else await service.mute(open.alert.id, 'U1', hourMs);
}

interface PlannedRun {
  startMs: number;
  number: number;
}

/** Evenly over the day but the silence. */
function plannedRuns(): PlannedRun[] {
  const silentMs = (planted.silence.to - planted.silence.from) * minuteMs;
  return Array.from({ length: runCount }, (_, number) => {
    const awakeMs = Math.floor((number * (dayMs - silentMs)) / runCount);
    const silenceAtMs = planted.silence.from * minuteMs;
    return { startMs: dayStartMs + (awakeMs < silenceAtMs ? awakeMs : awakeMs + silentMs), number };
  });
}

async function record(store: Store, runs: readonly PlannedRun[]): Promise<void> {
  if (runs.length === 0) return;
  await store.spans.insertSpans(runs.flatMap((run) => spansOf(run)));
  for (const run of runs) await spend(store, run.startMs, `run-${run.number}`, costOf(run));
}

function isIn(stretches: readonly Stretch[], { startMs }: PlannedRun): boolean {
  const minute = (startMs - dayStartMs) / minuteMs;
  return stretches.some(({ from, to }) => minute >= from && minute < to);
}

function costOf(run: PlannedRun): number {
  return isIn([planted.dear], run) ? 0.03 : 0.000_25;
}

function spansOf(run: PlannedRun): SpanRow[] {
  const spans = sampleSpans({
    traceId: `trace-${run.number}`,
    startMs: run.startMs,
    durationMs: 1000,
    costUsd: costOf(run) / 2,
    result: isIn(planted.errors, run) && run.number % 2 === 0 ? 'fetch_timeout' : 'ok',
    failedGates: isIn([planted.poor], run) ? ['a', 'b', 'c', 'd', 'e'] : [],
  });
  if (!isIn([planted.slow], run)) return spans;
  return spans.map((span) => {
    const isLonger = span.name === 'stage_b.run' || span.parentSpanId === null;
    return isLonger ? { ...span, endMs: span.endMs + 8000, durationMs: span.durationMs + 8000 } : span;
  });
}

/** The week before, each day the same, so that today can be a spike. */
async function spendEarlier(store: Store): Promise<void> {
  for (let day = 1; day <= 7; day += 1) await spend(store, dayStartMs - day * dayMs + hourMs, `earlier-${day}`, 1.5);
}

function spend(store: Store, atMs: number, id: string, costUsd: number): Promise<void> {
  return store.modelCalls.add(sampleModelCall(id, atMs, { traceId: null, costUsd }));
}

async function summary(store: Store, told: ReadonlySet<string>): Promise<Pick<SimulatedDay, 'events' | 'repeats'>> {
  const timeOf = (ms: number, length: number): string => new Date(ms).toISOString().slice(11, 11 + length);
  const alerts = (await store.alerts.history({ fromMs: 0, limit: 200 })).toReversed();
  const events = await Promise.all(
    alerts.map(async (alert) =>
      (await store.alerts.events(alert.id)).map((event) => ({ ...event, rule: alert.ruleId })),
    ),
  );
  return {
    events: events
      .flat()
      .filter(({ kind }) => kind !== 'updated')
      .toSorted((a, b) => a.at - b.at)
      .map(({ alertId, number, at: atMs, rule, kind, value }) => ({
        time: timeOf(atMs, 8),
        rule,
        kind,
        value,
        isTold: told.has(`${alertId} ${number}`),
      })),
    repeats: Object.fromEntries(
      alerts.map((alert) => [`${alert.ruleId} ${timeOf(alert.openedAt, 5)}`, alert.repeatCount]),
    ),
  };
}
