import { z } from 'zod';

/** What a backup says of one table: how many rows, and SHA-256 (hex) over all of them in the table's own order. */
export const TableSeal = z.object({ rows: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type TableSeal = z.infer<typeof TableSeal>;

export const BackupFile = z.object({
  /** Name within the backup. */
  name: z.enum(['gloss.db', 'traces.db', 'gloss.dump']),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tables: z.record(z.string(), TableSeal),
});
export type BackupFile = z.infer<typeof BackupFile>;

/** `backup.json` beside the files of a backup; it is written last, so a backup that was broken off has none. */
export const BackupManifest = z.object({
  format: z.literal(1),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  files: z.array(BackupFile).min(1),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

export const manifestName = 'backup.json';
