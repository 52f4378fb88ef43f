import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder for the running test; it goes when the test ends, also where it fails. */
export function createTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
