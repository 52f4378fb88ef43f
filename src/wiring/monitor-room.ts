/** Ties monitors to what they look at, to the clock, and to where their scores go. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Config } from '../config.ts';
import type { ConversationHistory } from '../core/conversation.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import { createRegistry } from '../core/registry.ts';
import type { Scheduler } from '../core/schedule.ts';
import { findTimingProblem } from '../cron-slots.ts';
import { createMonitorScorers } from './monitor-scorers.ts';
import { extractors } from '../monitor/extractors/index.ts';
import { createLangfuseApi } from '../monitor/langfuse-api.ts';
import { createMonitorDesk, monitorJobKind } from '../monitor/monitor-desk.ts';
import type { MonitorDesk, MonitorFiles, MonitorProgress } from '../monitor/monitor-desk.ts';
import { MonitorPayload } from '../monitor/monitor-payload.ts';
import type { MonitorParts } from '../monitor/plugins.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { sources } from '../monitor/sources/index.ts';
import { targets } from '../monitor/targets/index.ts';
import { readYaml } from '../read-yaml.ts';
import type { ReadingRoom } from './reading-room.ts';
import { resolvePath } from './resolve-path.ts';
import type { Store } from '../store/open-store.ts';
import { openResultDatabase } from '../store/postgres/result-database.ts';

export interface MonitorRoom {
  desk: MonitorDesk;
  jobKind: JobKind<MonitorPayload>;
}

export function createMonitorRoom(
  config: Config,
  outside: Outside,
  house: {
    store: Pick<Store, 'monitors' | 'analytics' | 'summaries' | 'artifacts' | 'scores'>;
    reading: ReadingRoom;
    scheduler: Scheduler;
    /** Asked when it is needed, for it is made later; null where there is no Slack. */
    slack: (() => { history: ConversationHistory; monitorProgress: MonitorProgress }) | null;
  },
): MonitorRoom {
  const { store, reading, scheduler, slack } = house;
  const { model, prompts, tracing, stages } = reading;
  const log = outside.log.child({ room: 'monitor' });
  const { langfuse } = config;
  const parts: MonitorParts = {
    outside: { ...outside, log },
    analytics: store.analytics,
    summaries: store.summaries,
    artifacts: store.artifacts,
    themes: config.projectContext.themes,
    scores: store.scores,
    langfuse: langfuse === null ? null : createLangfuseApi(langfuse, outside, globalThis.fetch),
    history: slack === null ? null : { read: (request) => slack().history.read(request) },
    openPostgres: openResultDatabase,
  };
  const deps = {
    parts,
    environment: config.variables,
    findTimingProblem,
    sources: createRegistry('monitor_source', sources),
    extractors: createRegistry('extractor', extractors),
    targets: createRegistry('publish_target', targets),
    scorers: createRegistry(
      'scorer',
      createMonitorScorers({
        check: (input, signal) => stages.thinking.checkDraft(input, signal),
        judge: { model, prompts: prompts.source, tracing, outside: { newId: outside.newId, log } },
      }),
    ),
  };
  const root = config.rootDirectory;
  const folder = resolvePath(root, config.settings.monitor.directory);
  const desk = createMonitorDesk({
    async read(overrides, only) {
      const files: MonitorFiles = { monitors: [], problems: [] };
      for (const name of yamlFiles(folder)) {
        if (only !== null && name.replace(/\.ya?ml$/, '') !== only) continue;
        const yaml = readYaml(root, relative(root, join(folder, name)), files.problems);
        const monitor = yaml === null ? null : readMonitor(yaml, overrides, deps, files.problems);
        if (monitor !== null) files.monitors.push(monitor);
      }
      return files;
    },
    store: store.monitors,
    parts,
    scheduler,
    progress: {
      show: (...shown) => slack?.().monitorProgress.show(...shown),
      finish: async (...shown) => slack?.().monitorProgress.finish(...shown),
    },
  });
  scheduler.registerSource(() => desk.schedules());
  return {
    desk,
    jobKind: {
      id: monitorJobKind,
      payload: MonitorPayload,
      run: (payload, context) => desk.runJob(payload, context),
      onDead: (payload, failure, context) => desk.onDead(payload, failure, context),
    },
  };
}

function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
}
