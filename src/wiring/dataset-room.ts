/** Ties datasets to their files, to what collects them and to what was scored. */
import { z } from 'zod';
import type { Config } from '../config.ts';
import { pseudonymOf } from '../core/pseudonym.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind, StoredSummary } from '../core/ports.ts';
import type { Schedule } from '../core/schedule.ts';
import { createAnswerCollector } from '../datasets/answer-collector.ts';
import type { AnswerCollector } from '../datasets/answer-collector.ts';
import { createCollector } from '../datasets/collector.ts';
import type { Collector } from '../datasets/collector.ts';
import { createDatasetDesk } from '../datasets/desk.ts';
import type { DatasetDesk } from '../datasets/desk.ts';
import { createExportDesk, createExportJob, exportJobKind, ExportPayload } from '../datasets/export/export-desk.ts';
import type { ExportBoard, ExportDesk, ExportDeskDeps } from '../datasets/export/export-desk.ts';
import { exportFormats } from '../datasets/formats/index.ts';
import type { AnswerScores } from '../datasets/overall-score.ts';
import { syncDatasetFiles } from '../datasets/sync-dataset-files.ts';
import type { DatasetSync } from '../datasets/sync-dataset-files.ts';
import { judges } from '../evals/judges/index.ts';
import { redactValue } from '../observe/redact.ts';
import { resolvePath } from './resolve-path.ts';
import type { Store } from '../store/open-store.ts';

export interface DatasetRoom {
  desk: DatasetDesk;
  collector: Collector;
  answerCollector: AnswerCollector;
  exports: ExportDesk;
  jobKinds(board: ExportBoard): JobKind<unknown>[];
}

export const collectSchedule: Schedule = {
  id: 'collect-datasets',
  title: 'Summaries are offered to datasets',
  timing: { cron: '41 4 * * *', timeZone: 'UTC' },
  kind: 'collect-datasets',
  payload: {},
  isRoutine: true,
};

export const expireSchedule: Schedule = {
  id: 'expire-exports',
  title: 'Old exports are removed',
  timing: { cron: '23 * * * *', timeZone: 'UTC' },
  kind: 'expire-exports',
  payload: {},
  isRoutine: true,
};

type DatasetRoomStore = Pick<
  Store,
  'datasets' | 'exports' | 'jobs' | 'summaries' | 'feedback' | 'followUps' | 'scores' | 'spans'
>;

/** Brings the store in step with the files first; a file with a mistake is logged and left out. */
export async function createDatasetRoom(
  config: Config,
  outside: Outside,
  store: DatasetRoomStore,
): Promise<DatasetRoom> {
  const settings = config.settings.datasets;
  const folder = resolvePath(config.rootDirectory, settings.directory);
  const sync = async (): Promise<DatasetSync> => {
    const result = await syncDatasetFiles(folder, store.datasets, outside.clock.now());
    for (const problem of result.problems) outside.log.error('a dataset file was left out', { problem });
    return result;
  };
  await sync();
  const redact = (value: unknown): unknown => redactValue(value);
  const { datasets, summaries, feedback, followUps } = store;
  const scoresOf = (summary: StoredSummary): Promise<AnswerScores> => readScores(summary, store);
  const collector = createCollector({ store: datasets, summaries, feedback, scoresOf, redact, outside, settings });
  const exporting: ExportDeskDeps = {
    formats: exportFormats,
    store: datasets,
    exports: store.exports,
    jobs: store.jobs,
    folder: resolvePath(config.rootDirectory, settings.exportDirectory),
    keptDays: settings.exportDays,
    pseudonym: pseudonymFor(config),
    outside,
  };
  return {
    desk: createDatasetDesk({ store: datasets, sync, redact, outside }),
    collector,
    answerCollector: createAnswerCollector({ store: datasets, followUps, summaries, redact, outside }),
    exports: createExportDesk(exporting),
    jobKinds(board) {
      const job = createExportJob({ ...exporting, board });
      const exportKind: JobKind<ExportPayload> = {
        id: exportJobKind,
        payload: ExportPayload,
        run: (payload, context) => job.runJob(payload, context),
        onDead: (payload, failure) => job.onDead(payload, failure),
      };
      return [
        exportKind,
        { id: expireSchedule.kind, payload: z.object({}), run: async () => void (await job.expire()) },
        {
          id: collectSchedule.kind,
          payload: z.object({}),
          run: async (_payload, { signal }) => void (await collector.run(signal)),
        },
      ];
    },
  };
}

/** Without a key ids could be guessed from their pseudonyms, so they are left out. */
export function pseudonymFor({ settings }: Config): ((id: string) => string) | null {
  const key = settings.observe.pseudonymKey;
  return key === null ? null : (id) => pseudonymOf(key, id);
}

const judgeIds = new Set(judges.map(({ id }) => id));
const scorePrefix = 'score.';

/** Scores of monitors first; where there are none, what every scorer said before the reply was posted. Votes and moods are no scores of an answer. */
async function readScores(
  { traceId, gates }: StoredSummary,
  store: Pick<Store, 'scores' | 'spans'>,
): Promise<AnswerScores> {
  const records = (await store.scores.ofTrace(traceId)).filter(({ origin }) => origin.startsWith('monitor:'));
  const of = (isJudge: boolean): number[] =>
    records.filter(({ name }) => judgeIds.has(name) === isJudge).map(({ value }) => value);
  const monitored = of(false);
  if (records.length > 0) return { judges: of(true), scorers: monitored };
  const checks = (await store.spans.trace(traceId)).filter(({ name }) => name === 'quality_gates.validate');
  const measured = Object.entries(checks.at(-1)?.attributes ?? {}).flatMap(([name, value]) =>
    name.startsWith(scorePrefix) && typeof value === 'number' ? [value] : [],
  );
  // Spans are purged before summaries are.
  return { judges: [], scorers: measured.length > 0 ? measured : gates.map(({ value }) => value) };
}
