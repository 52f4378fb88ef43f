import { AppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { formatItemReference, type ItemReference, parseItemReference } from '../blocks/datasets/item-reference.ts';
import { renderNote } from '../blocks/note-message.ts';
import { nextCandidate } from '../next-candidate.ts';
import { showItems } from '../show-items.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import { takeCardAway } from '../take-card-away.ts';
import type { Action, Click } from './click.ts';

/** Confirm and Reject under a candidate; the next one follows. */
export const decideCandidate: Action = {
  actionIds: [actionIds.confirmCandidate, actionIds.rejectCandidate],
  needs: 'dataset.review',
  async run(click, services) {
    const reference = readReference(click);
    const { name, id } = reference;
    const to = click.actionId === actionIds.confirmCandidate ? 'active' : 'rejected';
    const act = { action: 'dataset.review', target: formatItemReference(reference) } as const;
    await services.access.change(click, act, async () => {
      const result = await services.datasets.decide(name, id, to);
      return { result, before: 'candidate', after: to };
    });
    await showNext(reference, to === 'active' ? 'Confirmed.' : 'Rejected.', click, services);
  },
};

/** Later: the candidate stays, the next one is shown. */
export const laterCandidate: Action = {
  actionIds: [actionIds.nextCandidate],
  needs: 'dataset.review',
  async run(click, services) {
    await showNext(readReference(click), 'It stays for later.', click, services);
  },
};

/** More under the items of a dataset. */
export const moreItems: Action = {
  actionIds: [actionIds.moreItems],
  needs: 'dataset.read',
  async run(click, services) {
    const { name, id } = readReference(click);
    const asker = { userId: click.userId, channelId: click.message?.channelId ?? null };
    await services.reports.tell(click.person, await showItems(name, id, asker, services));
  },
};

async function showNext(
  { name, id }: ItemReference,
  done: string,
  click: Click,
  services: SlackServices,
): Promise<void> {
  await takeCardAway(click.person);
  const asker = { userId: click.userId, channelId: click.message?.channelId ?? null };
  const report = await nextCandidate(await services.datasets.find(name), id, asker, services);
  if (report !== null) await services.reports.tell(click.person, report);
  else await services.tell(click.person, renderNote(`${done} No more candidates of ${name} wait behind it.`));
}

function readReference(click: Click): ItemReference {
  const reference = parseItemReference(click.value);
  if (reference !== null) return reference;
  throw new AppError({ code: 'stale_button', message: 'I no longer know this item.', hint: 'See /dataset review.' });
}
