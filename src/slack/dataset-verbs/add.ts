import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { linksInMessage } from '../../core/slack-text.ts';
import { canonicalUrl } from '../../core/url.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { renderNote } from '../blocks/note-message.ts';
import { describeChange } from '../describe-dataset-change.ts';
import { createVerb } from '../run-verb.ts';

export const add = createVerb({
  name: 'add',
  usage: 'NAME URL [--theme "Reliability"] [--tags "docs long"] [--notes "why"]',
  summary: 'adds a page to a dataset: with its newest summary where there is one, else to be read when it is needed.',
  needs: 'dataset.add',
  options: z.object({
    theme: optionKinds.text(200).optional(),
    tags: optionKinds.text(300).default(''),
    notes: optionKinds.text(2000).optional(),
  }),
  words: { min: 2, max: 2 },
  async run({ words: [word = '', address = ''], options }, request, services) {
    const { access, datasets, links, summaries } = services;
    const url = linksInMessage({ text: address })[0] ?? address;
    const canonical = canonicalUrl(url);
    if (canonical === null) {
      throw new AppError({
        code: 'bad_arguments',
        message: `"${url.slice(0, 200)}" is no address of a page.`,
        hint: 'Give it with https://.',
      });
    }
    const name = word.toLowerCase();
    const labels = {
      expectedTheme: options.theme ?? null,
      tags: options.tags
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
      notes: options.notes ?? null,
    };
    const change = await access.change(request, { action: 'dataset.add', target: name }, async () => {
      const [link] = await links.ofPage(canonical, request);
      const summary = link ? await summaries.get(link.summaryId) : null;
      const result =
        summary?.outcome === 'summarized'
          ? await datasets.addSummaries(name, [{ summary, labels }], request.userId)
          : await datasets.addPage(name, url, labels, request.userId);
      return { result, before: null, after: describeChange(result) };
    });
    return renderNote(describeChange(change));
  },
});
