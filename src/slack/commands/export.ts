import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { exportList, formatList } from '../blocks/datasets/export-report.ts';
import { renderNote } from '../blocks/note-message.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const dayMs = 86_400_000;

const run = createVerb({
  name: 'run',
  usage:
    'DATASET [--format jsonl] [--ratio 0.8] [--seed 1] [--min-score 0.8] [--max-score 1] [--type factual] [--tags "docs"] [--window 30d] [--names --reason "why"]',
  summary: 'writes a dataset as files, split into training and validation, and sends them to you alone.',
  options: z.object({
    format: optionKinds.text(40).default('jsonl'),
    ratio: optionKinds.fraction().default(0.8),
    seed: optionKinds.count(0, 999_999_999).default(1),
    minScore: optionKinds.fraction().optional(),
    maxScore: optionKinds.fraction().optional(),
    type: optionKinds.text(40).optional(),
    tags: optionKinds.text(300).optional(),
    window: optionKinds.duration({ minMs: 60_000, maxMs: 3650 * dayMs }).optional(),
    names: optionKinds.switch(),
    reason: optionKinds.text(500).optional(),
  }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, { access, exports, outside }) {
    const { names, reason = null, window } = options;
    if (names && reason === null) {
      throw new AppError({
        code: 'bad_arguments',
        message: 'An export with the ids of people and channels needs a reason.',
        hint: 'Add --reason "why"; it is written into the audit log. Without --names pseudonyms are used.',
      });
    }
    const now = outside.clock.now();
    const dataset = word.toLowerCase();
    const params = {
      dataset,
      format: options.format.toLowerCase(),
      ratio: options.ratio,
      seed: options.seed,
      withNames: names,
      filter: {
        minScore: options.minScore,
        maxScore: options.maxScore,
        queryType: options.type,
        tags: options.tags
          ?.toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
        ...(window === undefined ? {} : { fromMs: now - window, toMs: now }),
      },
    };
    await access.change(request, { action: 'export.run', target: dataset, reason }, async () => {
      const result = await exports.start({ teamId: request.teamId, userId: request.userId, params });
      return {
        result,
        before: null,
        after: `${params.format}, ${names ? 'with names' : 'pseudonyms'}, id ${result.id}`,
      };
    });
    return renderNote(`I write ${dataset} as ${params.format} and send it to you as a direct message.`);
  },
});

const formats = createVerb({
  name: 'formats',
  usage: '',
  summary: 'shows what a dataset can be written as.',
  options: z.object({}),
  run: async (_given, _request, { exports }) => ({ report: formatList(exports.formats), share: false }),
});

const list = createVerb({
  name: 'list',
  usage: '',
  summary: 'shows the last exports, who asked for them and how long they are kept.',
  options: z.object({}),
  async run(_given, request, { access, exports }) {
    await access.require(request, 'export.list', 'exports');
    return { report: exportList(await exports.list(request.teamId)), share: false };
  },
});

const verbs: readonly Verb[] = [run, formats, list];

export const exportCommand: Command = {
  name: 'export',
  summary: 'writes datasets as files for training and analysis.',
  usage: 'run DATASET [--format jsonl|csv|openai|huggingface|parquet] [--seed 1] | formats | list',
  access: 'reader',
  run: (request, services) => runVerb('export', verbs, 'formats', request, services),
};
