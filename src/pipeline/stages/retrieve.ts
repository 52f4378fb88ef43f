import { AppError } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Retriever, Tracing } from '../../core/ports.ts';
import type { StageThinking } from '../stage-thinking.ts';

export interface RetrieveDeps {
  retriever: Retriever;
  thinking: Pick<StageThinking, 'vetEvidence'>;
  tracing: Tracing;
}

/**
 * Reads the page and takes out text that is aimed at a model.
 * @param frozen the page as it was read before, in place of reading it
 * @throws AppError of the retriever; `page_empty` where no text is left to summarize.
 */
export function retrieve(
  deps: RetrieveDeps,
  url: string,
  signal: AbortSignal,
  frozen: Evidence | null = null,
): Promise<Evidence> {
  const attributes = { url, is_frozen: frozen === null ? null : true };
  return deps.tracing.span('retrieval.fetch_evidence', { kind: 'RETRIEVER', attributes }, async (span) => {
    const read = frozen ?? (await deps.retriever.fetchEvidence(url, signal));
    const evidence = await deps.thinking.vetEvidence(read, signal);
    span.set({
      adapter: evidence.adapter,
      coverage: evidence.coverage,
      domain: evidence.domain,
      language: evidence.language,
      snippet_count: evidence.snippets.length,
    });
    await deps.tracing.artifact(span.traceId, 'evidence.json', JSON.stringify(evidence, null, 2));
    if (evidence.coverage === 'failed' || evidence.snippets.length === 0) {
      throw new AppError({
        code: 'page_empty',
        message: 'The page has no text that could be summarized.',
        hint: 'It may need a login or draw its text by script; paste the text into the thread if it matters.',
      });
    }
    return evidence;
  });
}
