/** Thread of the thinking pool. */
import { answerPool } from './core/answer-pool.ts';
import { thinkingTasks } from './thinking-tasks.ts';
import type { ThinkingTasks } from './thinking-tasks.ts';

export interface ThinkingRequest {
  task: keyof ThinkingTasks;
  args: unknown[];
}

answerPool(({ task, args }: ThinkingRequest): unknown => {
  const work: (...given: never[]) => unknown = thinkingTasks[task];
  return work(...(args as never[]));
});
