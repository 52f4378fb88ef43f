import { AppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { parseTraceSearch } from '../blocks/traces/search-reference.ts';
import { searchTraces } from '../search-traces.ts';
import type { Action } from './click.ts';

/** Older under search results: the next page as another answer, with the same criteria. */
export const moreTraces: Action = {
  actionIds: [actionIds.moreTraces],
  needs: 'trace.read',
  async run(click, services) {
    const search = parseTraceSearch(click.value);
    if (search === null) {
      throw new AppError({
        code: 'stale_button',
        message: 'This button belongs to an earlier form of the search.',
        hint: 'Search again with /trace search.',
      });
    }
    const asker = { userId: click.userId, channelId: click.message?.channelId ?? null };
    await services.reports.tell(click.person, await searchTraces(search, asker, services));
  },
};
