/** What `/health` looks at, one probe a part of the program. */
import type { AlertService } from './alerts/alert-service.ts';
import type { Clock } from './core/outside.ts';
import type { LanguageModel } from './core/ports.ts';
import { sayWait } from './core/say-wait.ts';
import type { LangfusePrompts } from './wiring/langfuse-prompts.ts';
import type { LimitRoom } from './wiring/limit-room.ts';
import type { TracingService } from './observe/tracing.ts';
import type { SchedulerService } from './scheduler.ts';
import type { ScoreRoom } from './wiring/score-room.ts';
import type { SlackApp } from './slack/slack-app.ts';
import type { HealthReport } from './slack/slack-dependencies.ts';
import type { JobRunner } from './store/job-runner.ts';
import type { Store } from './store/open-store.ts';

type Component = HealthReport['components'][number];

export interface HealthParts {
  store: Store;
  runner: JobRunner;
  slack: SlackApp;
  model: LanguageModel;
  tracing: TracingService;
  langfuse: Pick<LangfusePrompts, 'health'> | null;
  scores: Pick<ScoreRoom, 'health'>;
  /** null where they are off. */
  alerts: Pick<AlertService, 'lastCheck' | 'open'> | null;
  scheduler: Pick<SchedulerService, 'lastLookMs' | 'list'>;
  /** The program stops and takes nothing new. */
  isStopping: () => boolean;
  clock: Clock;
  guards: Pick<LimitRoom, 'busy' | 'memory' | 'disk'>;
}

export interface Health {
  report(): Promise<HealthReport>;
}

/** The clock's minute, missed twice. */
const lateLookMs = 180_000;

export function createHealth(parts: HealthParts): Health {
  const { langfuse, alerts } = parts;
  const probes: Record<string, () => Promise<Omit<Component, 'name'>>> = {
    database: async () => {
      await parts.store.jobs.counts();
      return { status: 'ok', detail: 'answers' };
    },
    queue: () => probeQueue(parts),
    Slack: () => {
      const { state, lastHeardAt } = parts.slack.connection();
      const isUp = state === 'connected' || state === 'listening';
      const heard = lastHeardAt === null ? '' : `, heard ${Math.round((parts.clock.now() - lastHeardAt) / 1000)} s ago`;
      return Promise.resolve({ status: isUp ? 'ok' : 'degraded', detail: `${state}${heard}` });
    },
    writer: () => {
      const { provider, model } = parts.model.describe('stage_b');
      return Promise.resolve({ status: 'ok', detail: provider === 'extractive' ? 'extractive, no model' : model });
    },
    traces: () => {
      const dropped = parts.tracing.droppedSpanCount();
      return Promise.resolve({ status: dropped > 0 ? 'degraded' : 'ok', detail: `${dropped} spans lost` });
    },
    ...Object.fromEntries(
      parts.tracing
        .destinations()
        .map(({ name }) => [`traces to ${name}`, () => probeDestination(parts.tracing, name)]),
    ),
    ...(langfuse === null ? {} : { 'prompts from Langfuse': () => Promise.resolve(langfuse.health()) }),
    ...(parts.scores.health() === null
      ? {}
      : { 'scores to Langfuse': () => Promise.resolve(probeScores(parts.scores)) }),
    ...(alerts === null ? {} : { alerts: () => probeAlerts(alerts) }),
    schedules: () => probeSchedules(parts),
    memory: () => Promise.resolve(parts.guards.memory.state()),
    disk: () => Promise.resolve(parts.guards.disk.state()),
  };

  return {
    async report() {
      const probed = await Promise.all(Object.entries(probes).map(([name, probe]) => runProbe(name, probe)));
      const running = parts.runner.runningCount();
      const stopping: Component = { name: 'program', status: 'down', detail: `stopping, ${running} jobs still run` };
      const components = parts.isStopping() ? [stopping, ...probed] : probed;
      const isDown = components.some((component) => component.status === 'down');
      const isDegraded = components.some((component) => component.status === 'degraded');
      return { status: isDown ? 'down' : isDegraded ? 'degraded' : 'ok', components };
    },
  };
}

async function probeQueue({ store, runner, guards }: HealthParts): Promise<Omit<Component, 'name'>> {
  const [counts, { waiting, waitMs, isFull }] = await Promise.all([store.jobs.counts(), guards.busy.state()]);
  const later = Math.max(0, counts.queued - waiting);
  const held = runner.held();
  const detail = [
    `${counts.running} running`,
    `${waiting} waiting${waiting > 0 && waitMs !== null ? ` (${sayWait(waitMs)})` : ''}`,
    ...(later > 0 ? [`${later} have their turn later`] : []),
    `${counts.dead} given up`,
    ...held.map((why) => `nothing new is begun: ${why}`),
  ].join(', ');
  return { status: isFull || held.length > 0 ? 'degraded' : 'ok', detail };
}

async function probeSchedules({ scheduler, clock }: HealthParts): Promise<Omit<Component, 'name'>> {
  const states = await scheduler.list();
  const paused = states.filter(({ pausedAt }) => pausedAt !== null).length;
  const lookedAt = scheduler.lastLookMs();
  const isLate = lookedAt !== null && clock.now() - lookedAt > lateLookMs;
  const detail = `${states.length} schedules, ${paused} paused`;
  return { status: isLate ? 'degraded' : 'ok', detail: isLate ? `${detail}; not looked at for a while` : detail };
}

function probeDestination(tracing: TracingService, name: string): Promise<Omit<Component, 'name'>> {
  const state = tracing.destinations().find((destination) => destination.name === name);
  const { status = 'away', sent = 0, buffered = 0, dropped = 0, lastError = null } = state ?? {};
  const isWell = status === 'ok' || status === 'idle';
  const figures = `${sent} spans sent, ${buffered} waiting, ${dropped} dropped`;
  return Promise.resolve({
    status: isWell ? 'ok' : 'degraded',
    detail: lastError === null || isWell ? figures : `${status}: ${lastError}; ${figures}`,
  });
}

function probeScores(scores: Pick<ScoreRoom, 'health'>): Omit<Component, 'name'> {
  const { status = 'away', sent = 0, waiting = 0, dropped = 0, lastError = null } = scores.health() ?? {};
  const isWell = status === 'ok' || status === 'idle';
  const figures = `${sent} scores sent, ${waiting} waiting, ${dropped} dropped`;
  return {
    status: isWell ? 'ok' : 'degraded',
    detail: lastError === null ? figures : `${isWell ? '' : `${status}: `}${lastError}; ${figures}`,
  };
}

async function runProbe(name: string, probe: () => Promise<Omit<Component, 'name'>>): Promise<Component> {
  try {
    return { name, ...(await probe()) };
  } catch {
    return { name, status: 'down', detail: 'does not answer' };
  }
}

/** Rules whose figures could not be had at the last check watch nothing, and that must be seen. */
async function probeAlerts(alerts: Pick<AlertService, 'lastCheck' | 'open'>): Promise<Omit<Component, 'name'>> {
  const open = await alerts.open();
  const failed = alerts.lastCheck()?.failures ?? [];
  const count = `${open.length} open`;
  if (failed.length === 0) return { status: 'ok', detail: count };
  return { status: 'degraded', detail: `${count}, not checked: ${failed.map(({ ruleId }) => ruleId).join(', ')}` };
}
