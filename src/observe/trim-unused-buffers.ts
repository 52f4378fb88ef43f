import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outside } from '../core/outside.ts';
import { createDiskBuffer, diskBufferLimits } from './disk-buffer.ts';
import type { ExportSettings } from './settings.ts';

/** Destinations that are no longer configured leave spans behind; these go when their time is over. Never throws. */
export async function trimUnusedBuffers(
  bufferDirectory: string,
  usedNames: readonly string[],
  settings: ExportSettings,
  outside: Pick<Outside, 'clock' | 'log'>,
): Promise<void> {
  if (!existsSync(bufferDirectory)) return;
  try {
    for (const entry of await readdir(bufferDirectory, { withFileTypes: true })) {
      if (!entry.isDirectory() || usedNames.includes(entry.name)) continue;
      const buffer = createDiskBuffer(
        join(bufferDirectory, entry.name),
        diskBufferLimits(settings),
        outside,
        (count) => {
          outside.log.warn('spans for a destination that is no longer configured were given up', {
            destination: entry.name,
            count,
          });
        },
      );
      await buffer.open();
      await buffer.trim();
    }
  } catch (error) {
    outside.log.error('waiting spans of earlier destinations could not be looked at', { error });
  }
}
