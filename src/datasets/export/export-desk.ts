import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExportedFile, ExportParams, ExportRecord, ExportStore } from '../../core/dataset-export.ts';
import type { DatasetStore } from '../../core/dataset.ts';
import { AppError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { JobContext, JobEnqueuer, ReplyPlace } from '../../core/ports.ts';
import { nearest } from '../../core/read-settings.ts';
import type { ExportFormat } from '../formats/export-format.ts';
import { writeExport } from './write-export.ts';

export const ExportPayload = z.object({ exportId: z.string() });
export type ExportPayload = z.infer<typeof ExportPayload>;

/** Where an export shows itself to who asked for it, and to nobody else. */
export interface ExportBoard {
  /** @param mayExist where an earlier attempt may have posted it, it is looked for first. @returns a message in the person's direct messages */
  open(record: ExportRecord, mayExist: boolean): Promise<ReplyPlace>;
  progress(place: ReplyPlace, record: ExportRecord, done: number, total: number): void;
  /** Sends one file to who asked, once. @param mayExist as of `open`. @returns false where it is too large for that */
  send(record: ExportRecord, file: ExportedFile, path: string, mayExist: boolean): Promise<boolean>;
  /** Says what was written. @param left names of files that were too large to send */
  finish(place: ReplyPlace, record: ExportRecord, left: readonly string[]): Promise<void>;
  fail(place: ReplyPlace, record: ExportRecord): Promise<void>;
  /** Whether the person may read a channel now. */
  maySee(record: ExportRecord, channelId: string): Promise<boolean>;
}

export interface ExportDesk {
  formats: readonly ExportFormat[];
  /** Checks what is asked and stores the job. @throws AppError `unknown_dataset`, `unknown_format`. */
  start(asked: { teamId: string; userId: string; params: ExportParams }): Promise<ExportRecord>;
  list(teamId: string): Promise<ExportRecord[]>;
}

export interface ExportDeskDeps {
  formats: readonly ExportFormat[];
  store: Pick<DatasetStore, 'get' | 'list' | 'items'>;
  exports: ExportStore;
  jobs: JobEnqueuer;
  /** Full path; each export has a folder of its id in it. */
  folder: string;
  /** How long files are kept. */
  keptDays: number;
  /** What stands for an id; null leaves ids out. */
  pseudonym: ((id: string) => string) | null;
  outside: Pick<Outside, 'clock' | 'newId' | 'log'>;
}

export const exportJobKind = 'export-dataset';
const shownExports = 15;
const dayMs = 86_400_000;

export function createExportDesk(deps: ExportDeskDeps): ExportDesk {
  const { formats, store, exports, jobs, outside } = deps;
  return {
    formats,
    async start({ teamId, userId, params }) {
      requireFormat(formats, params.format);
      if ((await store.get(params.dataset)) === null) {
        const known = (await store.list()).map(({ name }) => name);
        throw new AppError({
          code: 'unknown_dataset',
          message: `There is no dataset "${params.dataset}".${nearest(params.dataset, known)}`,
          hint: `There are ${known.join(', ') || 'none yet'}.`,
        });
      }
      const now = outside.clock.now();
      const record: ExportRecord = {
        id: outside.newId(),
        teamId,
        askedBy: userId,
        params,
        status: 'queued',
        place: null,
        trainCount: 0,
        validationCount: 0,
        skippedCount: 0,
        hiddenCount: 0,
        files: [],
        failure: null,
        createdAt: now,
        finishedAt: null,
        expiresAt: now + deps.keptDays * dayMs,
      };
      await exports.create(record);
      await jobs.enqueue([{ key: `export:${record.id}`, kind: exportJobKind, payload: { exportId: record.id } }]);
      return record;
    },
    list: (teamId) => exports.list(teamId, shownExports),
  };
}

/** @throws AppError `unknown_format` with the nearest right one */
export function requireFormat(formats: readonly ExportFormat[], id: string): ExportFormat {
  const format = formats.find((known) => known.id === id);
  if (format) return format;
  const known = formats.map((one) => one.id);
  throw new AppError({
    code: 'unknown_format',
    message: `There is no format "${id}".${nearest(id, known)}`,
    hint: `There are ${known.join(', ')}.`,
  });
}

export interface ExportJob {
  runJob(payload: ExportPayload, context: JobContext): Promise<void>;
  onDead(payload: ExportPayload, failure: Failure): Promise<void>;
  /** Removes the files whose time is over. @returns how many exports */
  expire(): Promise<number>;
}

export function createExportJob(deps: ExportDeskDeps & { board: ExportBoard }): ExportJob {
  const { formats, store, exports, board, outside } = deps;
  const folderOf = (id: string): string => join(deps.folder, id);

  return {
    async runJob({ exportId }, context) {
      const asked = await exports.get(exportId);
      if (asked === null || asked.status === 'done' || asked.status === 'expired') return;
      const { params } = asked;
      const mayExist = context.attempt > 1;
      const place = await context.step('open', () => board.open(asked, mayExist));
      await exports.update(exportId, { status: 'running', place });
      const dataset = await store.get(params.dataset);
      if (dataset === null) throw new AppError({ code: 'unknown_dataset', message: `${params.dataset} is gone.` });
      const format = requireFormat(formats, params.format);
      const written = await context.step('write', () =>
        writeExport(params, dataset, format, folderOf(exportId), {
          store,
          maySee: (channelId) => board.maySee(asked, channelId),
          standIn: params.withNames ? (id) => id : deps.pseudonym,
          signal: context.signal,
          progress: (done) => board.progress(place, asked, done, dataset.itemCount),
        }),
      );
      const record: ExportRecord = { ...asked, ...written, place, status: 'done', finishedAt: outside.clock.now() };
      const left: string[] = [];
      for (const file of written.files) {
        // A step each: a file that was sent is not sent again after a crash.
        const path = join(folderOf(exportId), file.name);
        if (!(await context.step(`send ${file.name}`, () => board.send(record, file, path, mayExist))))
          left.push(file.name);
      }
      await board.finish(place, record, left);
      await exports.update(exportId, record);
    },
    async onDead({ exportId }, failure) {
      const asked = await exports.get(exportId);
      if (asked === null) return;
      await rm(folderOf(exportId), { recursive: true, force: true });
      const record: ExportRecord = { ...asked, status: 'failed', failure, finishedAt: outside.clock.now() };
      await exports.update(exportId, record);
      if (record.place !== null) await board.fail(record.place, record);
    },
    async expire() {
      const due = await exports.due(outside.clock.now());
      for (const { id } of due) {
        await rm(folderOf(id), { recursive: true, force: true });
        await exports.update(id, { status: 'expired', files: [] });
      }
      if (due.length > 0) outside.log.info('exports whose time is over were removed', { count: due.length });
      return due.length;
    },
  };
}
