/** Ties together what keeps the program from taking on more than it and its machine can bear. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Outside } from '../core/outside.ts';
import type { RateLimits } from '../core/rate-limit.ts';
import type { Host } from '../host.ts';
import { createBusy, type Busy } from '../limits/busy.ts';
import { createDiskGuard, type DiskGuard } from '../limits/disk-guard.ts';
import { createMemoryGuard, type MemoryGuard } from '../limits/memory-guard.ts';
import { createRateLimits } from '../limits/rate-limits.ts';
import type { LimitSettings } from '../limits/settings.ts';
import { restartExitCode } from '../run-until-stopped.ts';
import type { SlackApp } from '../slack/slack-app.ts';
import type { JobRunner } from '../store/job-runner.ts';
import type { Store } from '../store/open-store.ts';

/** What was not asked of the machine by somebody else may be taken. */
const containerPart = 0.9;

export interface LimitRoom {
  limits: RateLimits;
  busy: Busy;
  memory: MemoryGuard;
  disk: DiskGuard;
  /** The same store, which keeps no spans and artifacts while the disk is short. */
  sparing(store: Store): Store;
  start(): void;
  stop(): Promise<void>;
}

/** @param parts what the guards act on, once it is there */
export function createLimitRoom(
  settings: LimitSettings,
  outside: Outside,
  store: Store,
  host: Host,
  parts: {
    /** Where the databases are; what does not exist is not watched. */
    folders: readonly string[];
    runner: () => Pick<JobRunner, 'hold'>;
    slack: () => Pick<SlackApp, 'tellOperators'>;
  },
): LimitRoom {
  const { clock } = outside;
  const log = outside.log.child({ room: 'limits' });
  const busy = createBusy(settings, store.queueLoad, clock);
  const memory = createMemoryGuard(memoryLimit(settings, host), {
    rssBytes: host.rssBytes,
    hold: (why) => parts.runner().hold('memory', why),
    restart: (why) => host.stop({ why, exitCode: restartExitCode }),
    clock,
    log,
  });
  const disk = createDiskGuard(settings, {
    freeBytes: () => leastFree(parts.folders),
    hold: (why) => parts.runner().hold('disk', why),
    tell: (text) => void parts.slack().tellOperators(text),
    clock,
    log,
  });
  return {
    limits: createRateLimits(settings, store.rateLimits, clock, busy),
    busy,
    memory,
    disk,
    sparing: (full) => ({
      ...full,
      spans: {
        ...full.spans,
        async insertSpans(rows) {
          if (disk.keepsTraces()) await full.spans.insertSpans(rows);
          else disk.gaveUp(rows.length);
        },
      },
      artifacts: {
        ...full.artifacts,
        put: async (...artifact) => (disk.keepsTraces() ? full.artifacts.put(...artifact) : undefined),
      },
    }),
    start() {
      memory.start();
      disk.start();
    },
    async stop() {
      await memory.stop();
      await disk.stop();
    },
  };
}

function memoryLimit({ memoryMb }: LimitSettings, host: Host): number | null {
  if (memoryMb !== null) return memoryMb === 0 ? null : memoryMb * 1e6;
  const allowed = host.allowedBytes();
  return allowed === null ? null : allowed * containerPart;
}

async function leastFree(folders: readonly string[]): Promise<number> {
  const free = await Promise.all(
    folders
      .filter((folder) => existsSync(folder))
      .map(async (folder) => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      }),
  );
  return Math.min(...free);
}

export function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => dirname(file)))];
}
