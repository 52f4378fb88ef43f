import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { itemParts } from '../blocks/datasets/item-parts.ts';
import { createVerb } from '../run-verb.ts';
import { showItems } from '../show-items.ts';
import { visibleItems } from '../visible-items.ts';

export const show = createVerb({
  name: 'show',
  usage: 'NAME [ITEM]',
  summary: 'shows the items of a dataset, or one of them in full.',
  options: z.object({}),
  words: { min: 1, max: 2 },
  async run({ words: [name = '', id] }, request, services) {
    if (id === undefined) return { report: await showItems(name.toLowerCase(), '', request, services), share: false };
    const item = await services.datasets.item(name.toLowerCase(), id);
    const [visible] = await visibleItems([item], request, services);
    if (!visible) {
      throw new AppError({
        code: 'not_allowed',
        message: 'That item comes from a channel you cannot see.',
        hint: 'Ask in that channel.',
      });
    }
    return { report: { title: `${name}: ${id}`, parts: itemParts(visible) }, share: false };
  },
});
