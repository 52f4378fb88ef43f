import { z } from 'zod';

const perHour = (byDefault: number, what: string) =>
  z.int().min(0).max(100_000).default(byDefault).describe(`${what} 0 means no limit.`);

/** How much work people may ask for. The figures keep a flood away; what is spent is the budget's affair (`llm.dailyBudgetUsd`). */
export const LimitSettings = z.object({
  linksPerPersonHour: perHour(
    300,
    'Links of one person that are read in an hour, however they are posted; what is more waits its turn.',
  ),
  linksPerChannelHour: perHour(1200, 'Links of one channel that are read in an hour; what is more waits its turn.'),
  questionsPerPersonHour: perHour(
    120,
    'Questions about pages that one person may ask in an hour; what is more waits its turn.',
  ),
  questionsPerChannelHour: perHour(
    600,
    'Questions about pages that are answered in one channel in an hour; what is more waits its turn.',
  ),
  formsPerPersonHour: perHour(
    120,
    'New forms of summaries (Shorter, Longer, Again, Retry, Refresh) that one person may ask for in an hour.',
  ),
  evalsPerPersonHour: perHour(10, 'Eval runs that one person may start in an hour.'),
  trialsPerPersonHour: perHour(20, 'Trials of prompt versions that one person may start in an hour.'),
  exportsPerPersonHour: perHour(10, 'Exports that one person may ask for in an hour.'),
  maxWaitingJobs: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(500)
    .describe(
      'With more due jobs than this Gloss is busy: links are kept and their posters told how long it takes, commands and buttons are refused; 0 means no bound.',
    ),
  memoryMb: z
    .int()
    .min(0)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe(
      'Memory of the process in megabytes: near it no new jobs are begun, at it the program stops with code 75 to be started anew; unset means nine tenths of what its container may take, 0 no limit.',
    ),
  minFreeDiskMb: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(200)
    .describe(
      'With less free disk space no new jobs are begun, and below twice as much no traces are kept, in megabytes; 0 means no limit.',
    ),
  atOncePercent: z
    .int()
    .min(1)
    .max(100)
    .default(50)
    .describe('Part of these figures that may be used at once, in percent; the rest comes back over the hour.'),
});
export type LimitSettings = z.infer<typeof LimitSettings>;
