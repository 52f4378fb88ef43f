import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { ideasCsv } from '../blocks/ideas/ideas-csv.ts';
import { ideasReport } from '../blocks/ideas/ideas-report.ts';
import { renderNote } from '../blocks/note-message.ts';
import { createVerb } from '../run-verb.ts';

const maxShown = 18;
const maxExported = 5000;

/** The board of ideas, by theme. */
export const ideas = createVerb({
  name: 'ideas',
  usage: '[--theme Reliability] [--csv]',
  summary: 'shows the ideas for your projects by theme, most votes first, or sends them as a file.',
  options: z.object({ theme: optionKinds.text(60).optional(), csv: optionKinds.switch() }),
  async run({ options: { theme, csv } }, request, services) {
    const { teamId, userId } = request;
    const channelIds = await services.sight.ofPerson(userId, await services.library.channelIds(teamId));
    const limit = csv ? maxExported : maxShown;
    const found = await services.ideas.board({ teamId, channelIds }, { theme, limit });
    if (!csv) return { report: ideasReport(found), share: false };
    await services.sendFile(userId, {
      name: 'ideas.csv',
      title: 'Ideas for our projects',
      comment: `${found.length} ideas, of the channels that you can read`,
      content: ideasCsv(found),
    });
    return renderNote('I sent you ideas.csv as a direct message.');
  },
});
