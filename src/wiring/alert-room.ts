/** Ties together everything that watches: rules, their figures, the clock that checks them, the channels that tell, and the canary. */
import { createAlertFigures } from './alert-figures.ts';
import type { AlertChannel } from '../alerts/alert-channel.ts';
import { createAlertClock } from '../alerts/alert-clock.ts';
import type { AlertClock } from '../alerts/alert-clock.ts';
import { createAlertService } from '../alerts/alert-service.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import { createOutsideChannels } from '../alerts/channels/index.ts';
import { createAlertDeliverer } from '../alerts/deliver-alert.ts';
import type { AlertDeliverer } from '../alerts/deliver-alert.ts';
import { notifyFrom } from '../alerts/quiet-hours.ts';
import { createRuleSet } from '../alerts/rule-set.ts';
import { alertRuleTypes } from '../alerts/rules/index.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { Store } from '../store/open-store.ts';

export interface Watch {
  alerts: AlertService;
  deliverer: AlertDeliverer;
  /** Slack's way of telling, which is known only once Slack is. */
  connect(channel: AlertChannel): void;
  start(): void;
  stop(): Promise<void>;
}

const expiryMs = 3_600_000;
const refreshMs = 300_000;

/** @param changed told whenever what is open is different */
export function createWatch(
  { settings, alertRules }: Pick<Config, 'settings' | 'alertRules'>,
  outside: Outside,
  store: Store,
  changed: () => void,
): Watch {
  const log = outside.log.child({ room: 'alerts' });
  const own = { ...outside, log };
  const channels: AlertChannel[] = createOutsideChannels(settings.alerts, own, globalThis.fetch);
  const quiet = quietHoursOf(settings.alerts);
  let clock: AlertClock | null = null;
  const alerts = createAlertService({
    store: store.alerts,
    rules: createRuleSet(alertRules, store.alerts),
    types: alertRuleTypes,
    figures: createAlertFigures({
      analytics: store.analytics,
      scores: store.scores,
      canaryRuns: store.canaryRuns,
      monitorRuns: store.monitors.runs,
      baselines: store.baselines,
      dailyBudgetUsd: settings.llm.dailyBudgetUsd,
      clock: outside.clock,
    }),
    timing: {
      escalationMs: settings.alerts.escalationAfterMs,
      expiryMs,
      refreshMs,
      notifyFrom: (atMs, severity) => notifyFrom(quiet, atMs, severity),
    },
    channels: () => channels,
    enqueue: (jobs) => store.jobs.enqueue(jobs),
    changed() {
      clock?.wake();
      changed();
    },
    outside: own,
  });
  clock = settings.alerts.enabled ? createAlertClock(alerts, own) : null;
  return {
    alerts,
    deliverer: createAlertDeliverer({
      store: store.alerts,
      types: alertRuleTypes,
      channels: () => channels,
      outside: own,
    }),
    connect: (channel) => void channels.push(channel),
    start() {
      if (settings.alerts.channelId === null && channels.length <= 1) {
        log.info('no alert channel is set, so alerts are only in /alert history and App Home', {
          setting: 'alerts.channelId',
        });
      }
      clock?.start();
    },
    stop: async () => clock?.stop(),
  };
}

function quietHoursOf({ quietHours: { from, to, timeZone } }: AlertSettings) {
  return from === null || to === null ? null : { from, to, timeZone };
}
