/** Slow pure work beside the event loop, which has Slack to answer. */
import { z } from 'zod';
import type { Outside } from './core/outside.ts';
import { createWorkerPool } from './core/worker-pool.ts';
import type { ThinkingTasks } from './thinking-tasks.ts';
import type { ThinkingRequest } from './thinking-worker.ts';

export const ThinkingSettings = z.object({
  workerCount: z
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe('Threads that write and check drafts; each more takes about 60 MB and a processor core.'),
  timeoutMs: z
    .int()
    .min(1000)
    .max(600_000)
    .default(60_000)
    .describe('Longest time of one step in its thread, in milliseconds.'),
  maxHeapMb: z
    .int()
    .min(64)
    .max(4096)
    .default(256)
    .describe('Largest heap of one thread, in megabytes; a page that needs more fails alone.'),
  maxQueued: z.int().min(1).max(10_000).default(1000).describe('Steps that may wait for a thread, count.'),
});
export type ThinkingSettings = z.infer<typeof ThinkingSettings>;

export interface Thinking {
  /** @throws AppError what the task throws, and what `WorkerPool.run` throws; the signal's reason. */
  run<Name extends keyof ThinkingTasks>(
    task: Name,
    args: Parameters<ThinkingTasks[Name]>,
    signal: AbortSignal,
  ): Promise<ReturnType<ThinkingTasks[Name]>>;
  /** Starts the threads before the first step comes; may be left out. */
  start(): void;
  close(): Promise<void>;
}

export function createThinking(settings: ThinkingSettings, outside: Outside): Thinking {
  const workerUrl = new URL('./thinking-worker.ts', import.meta.url);
  const pool = createWorkerPool<ThinkingRequest, unknown>('thinking', workerUrl, settings, outside);
  return {
    async run<Name extends keyof ThinkingTasks>(
      task: Name,
      args: Parameters<ThinkingTasks[Name]>,
      signal: AbortSignal,
    ) {
      return (await pool.run({ task, args }, signal)) as ReturnType<ThinkingTasks[Name]>;
    },
    start: () => pool.start(),
    close: () => pool.close(),
  };
}
