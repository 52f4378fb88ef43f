import type { Snippet } from '../../core/evidence.ts';

export interface ChunkLimits {
  chunkCharacters: number;
  maxChunks: number;
}

/**
 * Cuts a page's snippets into parts of about equal size, none over `chunkCharacters` (a single longer snippet stands alone), at most `maxChunks`.
 * Of a page that is longer than that, snippets are left out evenly over its whole length, so that its end counts as much as its start.
 */
export function chunkSnippets(
  snippets: readonly Snippet[],
  limits: ChunkLimits,
): { chunks: Snippet[][]; leftOut: number } {
  const kept = thinOut(snippets, limits.chunkCharacters * limits.maxChunks);
  const total = sizeOf(kept);
  const parts = Math.min(limits.maxChunks, Math.max(1, Math.ceil(total / limits.chunkCharacters)));
  const target = total / parts;
  const chunks: Snippet[][] = [];
  let done = 0;
  for (const snippet of kept) {
    const part = Math.min(parts - 1, Math.floor((done + snippet.text.length / 2) / target));
    (chunks[part] ??= []).push(snippet);
    done += snippet.text.length;
  }
  return { chunks: chunks.filter((chunk) => chunk.length > 0), leftOut: snippets.length - kept.length };
}

function thinOut(snippets: readonly Snippet[], budget: number): Snippet[] {
  const total = sizeOf(snippets);
  if (total <= budget) return [...snippets];
  const kept: Snippet[] = [];
  let seen = 0;
  let taken = 0;
  for (const snippet of snippets) {
    seen += snippet.text.length;
    // Taken so far must stay in proportion to what was passed: at 40 % of the page, 40 % of the budget.
    if (taken + snippet.text.length <= (seen / total) * budget) {
      kept.push(snippet);
      taken += snippet.text.length;
    }
  }
  return kept;
}

function sizeOf(snippets: readonly Snippet[]): number {
  return snippets.reduce((sum, snippet) => sum + snippet.text.length, 0);
}
