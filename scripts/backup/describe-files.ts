import type { BackupFile } from '../../src/store/backup/backup-manifest.ts';

/** One line a file: its size, and the rows of its larger tables. */
export function describeFiles(files: readonly BackupFile[]): string[] {
  return files.map(({ name, bytes, tables }) => {
    const rows = Object.entries(tables)
      .filter((entry) => entry[1].rows > 0)
      .toSorted((a, b) => b[1].rows - a[1].rows)
      .slice(0, 6)
      .map(([table, seal]) => `${table} ${seal.rows}`);
    return `  ${name}  ${(bytes / 1_048_576).toFixed(1)} MiB  ${rows.join(', ') || 'empty'}`;
  });
}
