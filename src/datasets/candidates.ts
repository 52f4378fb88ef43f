import { collectedDatasets } from '../core/dataset.ts';
import type { CollectedDataset, DatasetItem, DatasetStore } from '../core/dataset.ts';

const descriptions: Readonly<Record<CollectedDataset, string>> = {
  high_quality_responses: 'Summaries and answers that people liked or that scored high, confirmed by a person.',
  needs_improvement: 'Pages whose summaries or answers people disliked or that scored low, confirmed by a person.',
};

export const voteTag = 'vote';
export const scoreTag = 'score';

/** Items that wait for a person in the datasets that collect themselves. */
export interface Candidates {
  /** @param make gets the candidate that is there already. @returns false where the item is there, whatever a person said of it */
  offer(name: CollectedDataset, id: string, make: (known: DatasetItem | null) => DatasetItem): Promise<boolean>;
  /**
   * More thumbs up than down is a candidate of one dataset, more down than up of the other; where that no longer holds, a candidate that
   * only people had offered is taken back.
   */
  vote(
    id: string,
    votes: { up: number; down: number },
    make: (name: CollectedDataset, known: DatasetItem | null) => DatasetItem,
  ): Promise<void>;
}

export function createCandidates(store: DatasetStore): Candidates {
  async function offer(name: CollectedDataset, id: string, make: (known: DatasetItem | null) => DatasetItem) {
    await store.ensure({ name, description: descriptions[name], origin: 'store' });
    const known = await store.getItem(name, id);
    if (known !== null && known.status !== 'candidate') return false;
    await store.put(name, [make(known)]);
    return known === null;
  }

  async function takeBack(name: CollectedDataset, id: string): Promise<void> {
    const known = await store.getItem(name, id);
    if (known?.status !== 'candidate' || !known.tags.includes(voteTag) || known.tags.includes(scoreTag)) return;
    await store.remove(name, [id]);
  }

  return {
    offer,
    async vote(id, { up, down }, make) {
      const [highQuality, needsImprovement] = collectedDatasets;
      for (const [name, isMeant] of [
        [highQuality, up > down],
        [needsImprovement, down > up],
      ] as const) {
        if (isMeant) await offer(name, id, (known) => make(name, known));
        else await takeBack(name, id);
      }
    },
  };
}
