import { createHash } from 'node:crypto';
import type { DatasetItem } from '../core/dataset.ts';

/** What an answer depends on besides the item: with all of it the same, the answer may be taken from an earlier run. */
export interface AnswerSetup {
  /** Version by name of the prompts that write answers. */
  promptVersions: Readonly<Record<string, string>>;
  /** Model and its parameters of each stage, settings, themes and version of the code, in one text. */
  pipeline: string;
  runId: string;
  /** Answers of earlier runs do not count. */
  isFresh: boolean;
}

/**
 * Where the answer to an item is kept: SHA-256 (hex) over item, setup and repeat. An item without frozen evidence is read anew in every run,
 * so its answers belong to one run, and so do those of a fresh run.
 */
export function answerKeyOf(item: DatasetItem, repeat: number, setup: AnswerSetup): string {
  const { url, evidence, query } = item;
  const { runId, isFresh } = setup;
  const prompts = Object.entries(setup.promptVersions).sort(([a], [b]) => (a < b ? -1 : 1));
  const page = evidence === null || isFresh ? { evidence, runId, itemId: item.id } : evidence;
  return createHash('sha256')
    .update(JSON.stringify([url, query, page, prompts, setup.pipeline, repeat]))
    .digest('hex');
}
