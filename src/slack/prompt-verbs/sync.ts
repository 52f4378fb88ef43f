import { z } from 'zod';
import { renderNote } from '../blocks/note-message.ts';
import { formatSync } from '../blocks/prompts/format-sync.ts';
import { createVerb } from '../run-verb.ts';

export const sync = createVerb({
  name: 'sync',
  usage: '',
  summary: 'reads the prompt files again; what is new becomes the candidate.',
  needs: 'prompt.sync',
  options: z.object({}),
  async run(_given, request, { access, prompts, homes }) {
    const act = { action: 'prompt.sync', target: 'prompts/*.yaml' } as const;
    const reports = await access.change(request, act, async () => {
      const result = await prompts.sync();
      const moved = result.filter(({ labelled }) => labelled !== null);
      const after = moved.map(({ name, version, labelled }) => `${name}@${labelled}=${version}`).join(', ');
      return { result, before: null, after: after === '' ? 'nothing new' : after };
    });
    homes.changed();
    const { sentence, lines } = formatSync(reports);
    return renderNote(sentence, lines);
  },
});
