import { z } from 'zod';
import { datasetNamePattern } from '../../core/dataset.ts';
import { AppError } from '../../core/errors.ts';
import type { DatasetSync } from '../../datasets/sync-dataset-files.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { renderImportForm } from '../blocks/datasets/import-form.ts';
import { plural } from '../blocks/format-figures.ts';
import { renderNote } from '../blocks/note-message.ts';
import type { CommandRequest } from '../commands/command.ts';
import { describeChange } from '../describe-dataset-change.ts';
import { importThread, importTraces } from '../import-items.ts';
import { parseMessageAddress } from '../read-thread.ts';
import { createVerb, type VerbAnswer } from '../run-verb.ts';
import type { SlackServices } from '../slack-dependencies.ts';

const dayMs = 86_400_000;

export const importItems = createVerb({
  name: 'import',
  usage:
    '[NAME] [THREAD-LINK] [--traces "words"] [--window 7d] [--status ok|error] [--channel #c] [--model m] [--limit 50]',
  summary:
    'takes the links of a thread, the summaries of traces or an uploaded file into a dataset; without a name it reads data/datasets again.',
  needs: 'dataset.import',
  options: z.object({
    traces: optionKinds.text(500).optional(),
    window: optionKinds.duration({ minMs: 60_000, maxMs: 366 * dayMs }).optional(),
    status: optionKinds.choice(['ok', 'error']).optional(),
    channel: optionKinds.channel().optional(),
    model: optionKinds.text(200).optional(),
    limit: optionKinds.count(1, 200).optional(),
  }),
  words: { min: 0, max: 2 },
  async run({ words: [word, address], options }, request, services) {
    if (word === undefined) return syncFiles(request, services);
    const name = requireName(word);
    if (Object.values(options).some((value) => value !== undefined)) {
      const now = services.outside.clock.now();
      const { traces, window, channel, status, model, limit = 50 } = options;
      const search = {
        limit,
        ...(traces === undefined ? {} : { text: traces }),
        ...(window === undefined ? {} : { fromMs: now - window, toMs: now }),
        ...(status === undefined ? {} : { status }),
        ...(model === undefined ? {} : { model }),
        ...(channel === undefined ? {} : { channel: (await services.channels.find(channel, request)).id }),
      };
      return renderNote(describeChange(await importTraces(name, search, request, services)));
    }
    const place = address === undefined ? threadOf(request) : parseMessageAddress(address);
    if (place !== null) return renderNote(describeChange(await importThread(name, place, request, services)));
    if (address !== undefined) {
      throw new AppError({
        code: 'bad_arguments',
        message: `"${address.slice(0, 200)}" is no address of a message.`,
        hint: 'Copy it with "Copy link" in the menu of the message.',
      });
    }
    return openForm(name, request, services);
  },
});

function requireName(word: string): string {
  const name = word.toLowerCase();
  if (datasetNamePattern.test(name)) return name;
  throw new AppError({
    code: 'bad_arguments',
    message: `"${word.slice(0, 80)}" is no name for a dataset.`,
    hint: 'Names have at most 64 lower case letters, digits, - and _. Usage: import NAME [THREAD-LINK].',
  });
}

/** Said in a thread without an address: that thread. */
function threadOf({ from, channelId, threadTs }: CommandRequest): { channelId: string; threadTs: string } | null {
  return from === 'mention' && threadTs !== null ? { channelId, threadTs } : null;
}

async function openForm(name: string, request: CommandRequest, { access, calls }: SlackServices): Promise<VerbAnswer> {
  await access.require(request, 'dataset.import', name);
  const { triggerId } = request;
  if (triggerId === null) {
    throw new AppError({
      code: 'bad_arguments',
      message: 'From where?',
      hint: 'Give the link of a thread, or --traces.',
    });
  }
  await calls.interactive((client) => client.views.open({ trigger_id: triggerId, view: renderImportForm(name) }));
  return null;
}

async function syncFiles(request: CommandRequest, { access, datasets }: SlackServices): Promise<VerbAnswer> {
  const sync = await access.change(request, { action: 'dataset.import', target: 'data/datasets/*.json' }, async () => {
    const result = await datasets.sync();
    return { result, before: null, after: describeSync(result).join('; ') };
  });
  return renderNote('I read data/datasets again.', describeSync(sync));
}

function describeSync({ datasets, problems }: DatasetSync): string[] {
  return [
    ...datasets.map(
      ({ name, added, changed, removed }) =>
        `${name}: ${plural(added, 'item')} added, ${changed} changed, ${removed} removed`,
    ),
    ...problems,
  ];
}
