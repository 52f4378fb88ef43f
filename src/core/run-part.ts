/** The three kinds of work of a run: asking a model, fetching pages, and everything else. */
export type RunPart = 'llm' | 'fetch' | 'other';

/** What kind of work a stage is, by its span's name. `fetch_source` is fetching although it happens inside of a model's stage. */
export function partOfStage(name: string): RunPart {
  if (name === 'fetch_source' || name.startsWith('retrieval.')) return 'fetch';
  return /^(?:stage_\w+\.run|judge\..+)$/.test(name) ? 'llm' : 'other';
}
