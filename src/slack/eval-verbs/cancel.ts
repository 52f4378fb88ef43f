import { z } from 'zod';
import { renderNote } from '../blocks/note-message.ts';
import { cancelEval } from '../cancel-eval.ts';
import { createVerb } from '../run-verb.ts';

export const cancel = createVerb({
  name: 'cancel',
  usage: 'RUN',
  summary: 'stops a run; what it has is kept.',
  needs: 'eval.cancel',
  options: z.object({}),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''] }, request, services) {
    const found = await services.evals.find(word, request.teamId);
    return renderNote(await cancelEval(found, request, services));
  },
});
