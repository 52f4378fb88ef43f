import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { linksInMessage } from '../../core/slack-text.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { loadingModal } from '../blocks/report-modal.ts';
import { createVerb } from '../run-verb.ts';
import { trialModalName } from '../trial-board.ts';

export const tryVersion = createVerb({
  name: 'try',
  usage: 'NAME[@LABEL or @VERSION] URL [--against LABEL or VERSION]',
  summary: 'shows what a version (the candidate) makes of a page, beside prod; nothing is posted.',
  needs: 'prompt.try',
  options: z.object({ against: optionKinds.text(60).default('prod') }),
  words: { min: 2, max: 2 },
  async run({ words: [what = '', link = ''], options }, request, services) {
    const { prompts, promptTrials, access, calls } = services;
    const [url] = linksInMessage({ text: link });
    if (url === undefined) throw bad(`"${link}" is no link.`, 'Write an address that starts with https://.');
    const { triggerId } = request;
    if (triggerId === null) throw bad('A trial opens a window.', 'Type it as a slash command.');
    const [name = '', wanted = 'candidate'] = what.split('@');
    const [first, second] = await Promise.all([prompts.find(name, options.against), prompts.find(name, wanted)]);
    if (first.version === second.version) {
      throw bad(`${options.against} and ${wanted} are the same version.`, 'Name another one: /prompt show lists them.');
    }
    const target = `${second.name}@${second.version}`;
    await access.change(request, { action: 'prompt.try', target }, async () => {
      const shown = await calls.interactive((client) =>
        client.views.open({ trigger_id: triggerId, view: loadingModal(trialModalName, 'Reading the page…') }),
      );
      await promptTrials.start({
        viewId: shown.view?.id ?? '',
        userId: request.userId,
        url,
        promptName: second.name,
        versions: [first.version, second.version],
        labels: [first.labels.join(', '), second.labels.join(', ')],
      });
      return { result: null, before: null, after: url };
    });
    return null;
  },
});

function bad(message: string, hint: string): AppError {
  return new AppError({ code: 'bad_arguments', message, hint });
}
