import type { DatasetItem, DatasetItemFilter, DatasetStore } from '../core/dataset.ts';

const pageSize = 100;

/** Every item of a dataset that passes the filter, by id, a page in memory at a time. */
export async function* eachItem(
  store: Pick<DatasetStore, 'items'>,
  name: string,
  filter: Omit<DatasetItemFilter, 'limit' | 'afterId' | 'order'>,
): AsyncGenerator<DatasetItem> {
  let afterId: string | undefined;
  for (;;) {
    const page = await store.items(name, { ...filter, limit: pageSize, afterId });
    yield* page;
    if (page.length < pageSize) return;
    afterId = page.at(-1)?.id;
  }
}
