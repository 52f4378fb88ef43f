import { readFile } from 'node:fs/promises';
import type { ExportBoard } from '../datasets/export/export-desk.ts';
import { AppError } from '../core/errors.ts';
import { exportFailed, exportProgress, exportResult } from './blocks/datasets/export-report.ts';
import { findPosted } from './find-posted.ts';
import { findSentFile } from './find-sent-file.ts';
import type { SlackServices } from './slack-dependencies.ts';
import { hasCode } from './slack-error.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

/** Larger ones are fetched from the server: Slack is no place for them. */
const maxSentBytes = 50_000_000;
/** Marks the message of an export. */
const eventType = 'gloss_export';
/** Clocks of two machines may differ by so much. */
const clockSlackMs = 120_000;

/** One message an export, in the direct messages of who asked; its files beside it. */
export function createExportBoard(
  services: Pick<SlackServices, 'calls' | 'reports' | 'updates' | 'sight' | 'sendFile' | 'outside'>,
): ExportBoard {
  const { calls, reports, updates, sight, sendFile, outside } = services;
  return {
    async open(record, mayExist) {
      const { channel } = await calls.bulk((client) => client.conversations.open({ users: record.askedBy }));
      const channelId = channel?.id;
      if (channelId === undefined) {
        throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say where the direct messages are.' });
      }
      const sinceMs = record.createdAt - clockSlackMs;
      const isMeant = (payload: Readonly<Record<string, unknown>>): boolean => payload['export_id'] === record.id;
      const where = { channelId, threadTs: null };
      const posted = mayExist ? await findPosted(calls, { ...where, sinceMs }, isMeant, eventType) : null;
      if (posted !== null) return posted;
      const metadata = { event_type: eventType, event_payload: { export_id: record.id } };
      return reports.post({ ...where, metadata }, exportProgress(record, 0, 1));
    },
    progress(place, record, done, total) {
      updates.request(place, () => reports.update(place, exportProgress(record, done, total)));
    },
    async send(record, { name, bytes }, path, mayExist) {
      if (bytes > maxSentBytes) return false;
      // Slack takes no empty files; the message says how many items there are.
      if (bytes === 0) return true;
      const title = `${name} of export ${record.id.slice(-8)}`;
      const { place } = record;
      const where = { channelId: place?.channelId ?? '', sinceMs: record.createdAt - clockSlackMs };
      if (mayExist && place !== null && (await findSentFile(calls, where, title))) return true;
      await sendFile(record.askedBy, { name, title, comment: '', content: await readFile(path) });
      return true;
    },
    async finish(place, record, left) {
      await updates.settle(place);
      await waitOutRateLimit(outside.clock, () => reports.update(place, exportResult(record, left)));
    },
    async fail(place, record) {
      await updates.settle(place);
      try {
        await waitOutRateLimit(outside.clock, () => reports.update(place, exportFailed(record)));
      } catch (error) {
        if (!hasCode(error, 'slack_message_not_found', 'slack_channel_not_found')) throw error;
      }
    },
    maySee: async ({ askedBy }, channelId) => (await sight.ofPerson(askedBy, [channelId])).length > 0,
  };
}
