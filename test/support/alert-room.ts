import type { AlertChannel } from '../../src/alerts/alert-channel.ts';
import { type AlertService, createAlertService } from '../../src/alerts/alert-service.ts';
import { AlertDeliveryPayload, createAlertDeliverer } from '../../src/alerts/deliver-alert.ts';
import type { AlertFigures } from '../../src/alerts/figures.ts';
import { createRuleSet } from '../../src/alerts/rule-set.ts';
import { alertRuleTypes } from '../../src/alerts/rules/index.ts';
import type { AlertRule } from '../../src/core/alert.ts';
import type { Outside } from '../../src/core/outside.ts';
import type { JobKind } from '../../src/core/ports.ts';
import { createJobRunner, type JobRunner } from '../../src/store/job-runner.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { sampleAlertRule } from './sample-alert.ts';

export interface AlertRoom extends AsyncDisposable {
  alerts: AlertService;
  store: Store;
  runner: JobRunner;
  /** What the next checks find. */
  runs: { n: number; failed: number };
  changes: number;
}

/** Figures of which only the runs are told by the test. */
export function plainFigures(runs: () => { n: number; failed: number }): AlertFigures {
  return {
    runs: () => Promise.resolve(runs()),
    quality: () => Promise.resolve({ n: 0, avg: null }),
    latency: () => Promise.resolve({ n: 0, avgMs: null, p95Ms: null, stages: [] }),
    scores: () => Promise.resolve([]),
    budget: () => Promise.resolve({ spentUsd: 0, limitUsd: 0, share: null, level: 'ok', unknownCostCalls: 0 }),
    costSpike: () => Promise.resolve({ todayUsd: 0, meanUsd: null, ratio: null, isSpike: false }),
    spending: () => Promise.resolve([]),
    traces: () => Promise.resolve([]),
    verdicts: () => Promise.resolve([]),
    monitorRuns: () => Promise.resolve([]),
  };
}

/** The real service, store, queue and job runner, with one rule about errors; the runner is started by the test. */
export async function openAlertRoom(
  outside: Outside,
  options: { channels?: readonly AlertChannel[]; rules?: readonly AlertRule[] } = {},
): Promise<AlertRoom> {
  const { channels = [], rules = [sampleAlertRule()] } = options;
  const settings = StoreSettings.parse({
    databaseUrl: ':memory:',
    tracesFile: ':memory:',
    jobs: { pollIntervalMs: 50, backoffBaseMs: 10, backoffMaxMs: 40 },
  });
  const store = await openStore(settings, outside);
  const deliverer = createAlertDeliverer({
    store: store.alerts,
    types: alertRuleTypes,
    channels: () => channels,
    outside,
  });
  const kind: JobKind<AlertDeliveryPayload> = {
    id: 'alert-delivery',
    payload: AlertDeliveryPayload,
    run: (payload, { signal }) => deliverer.runJob(payload, signal),
    onDead: (payload, failure) => deliverer.onDead(payload, failure),
  };
  const runner = createJobRunner({
    queue: store.jobs,
    kinds: [kind],
    settings: settings.jobs,
    outside,
  });
  const room: AlertRoom = {
    store,
    runner,
    runs: { n: 0, failed: 0 },
    changes: 0,
    alerts: createAlertService({
      store: store.alerts,
      rules: createRuleSet(rules, store.alerts),
      types: alertRuleTypes,
      figures: plainFigures(() => room.runs),
      timing: { escalationMs: 300_000, expiryMs: 3_600_000, refreshMs: 300_000, notifyFrom: (atMs) => atMs },
      channels: () => channels,
      enqueue: (jobs) => store.jobs.enqueue(jobs),
      changed: () => (room.changes += 1),
      outside,
    }),
    async [Symbol.asyncDispose]() {
      await runner.stop({ drainMs: 0 });
      await store.close();
    },
  };
  return room;
}
