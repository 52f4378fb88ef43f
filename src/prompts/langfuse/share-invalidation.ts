import type { News } from '../../core/news.ts';
import type { LangfuseSource } from './langfuse-source.ts';

/** The webhook reaches one process; all of them ask anew. @returns the source as the webhook sees it */
export function shareInvalidation(
  source: Pick<LangfuseSource, 'invalidate'>,
  news: News,
): Pick<LangfuseSource, 'invalidate'> {
  news.hear('prompt', (name) => source.invalidate(name));
  return {
    invalidate(name) {
      source.invalidate(name);
      news.tell('prompt', name);
    },
  };
}
