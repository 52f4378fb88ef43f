import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { splitList } from '../blocks/prompts/split-list.ts';
import { splitReport } from '../blocks/prompts/split-report.ts';
import type { CommandRequest } from '../commands/command.ts';
import { createVerb, type VerbAnswer } from '../run-verb.ts';
import type { SlackServices } from '../slack-dependencies.ts';

export const ab = createVerb({
  name: 'ab',
  usage: '[NAME [A B [--share 50] or stop]]',
  summary: 'divides links between two versions; with a name alone it compares what came of both.',
  options: z.object({ share: optionKinds.count(1, 99).default(50) }),
  words: { min: 0, max: 3 },
  async run({ words, options }, request, services) {
    const { promptSplits } = services;
    const [name, a, b] = words;
    if (name === undefined) return { report: splitList(await promptSplits.running()), share: false };
    if (a === undefined) return { report: splitReport(await promptSplits.report(name)), share: false };
    if (b === undefined && a.toLowerCase() === 'stop') return stop(name, request, services);
    if (b === undefined) {
      throw new AppError({
        code: 'bad_arguments',
        message: `"${a}" is one version; a split needs two.`,
        hint: 'Write ab NAME A B, or ab NAME stop.',
      });
    }
    return start({ name, a, b, sharePercent: options.share }, request, services);
  },
});

async function start(
  given: { name: string; a: string; b: string; sharePercent: number },
  request: CommandRequest,
  { access, prompts, promptSplits }: SlackServices,
): Promise<VerbAnswer> {
  const name = await prompts.findName(given.name);
  await access.change(request, { action: 'prompt.split', target: name }, async () => {
    const split = await promptSplits.start({ ...given, name, by: request.userId });
    return { result: split, before: null, after: `${split.a} and ${split.b}, ${split.sharePercent} % to the second` };
  });
  return { report: splitReport(await promptSplits.report(name)), share: false };
}

async function stop(
  word: string,
  request: CommandRequest,
  { access, prompts, promptSplits }: SlackServices,
): Promise<VerbAnswer> {
  const name = await prompts.findName(word);
  await access.change(request, { action: 'prompt.split', target: name }, async () => {
    const split = await promptSplits.stop(name, request.userId);
    return { result: split, before: `${split.a} and ${split.b}`, after: 'stopped' };
  });
  return { report: splitReport(await promptSplits.report(name)), share: false };
}
