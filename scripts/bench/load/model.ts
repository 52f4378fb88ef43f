import { answerHonestly } from '../../../test/support/honest-answer.ts';
import { createOpenaiServer } from '../../../test/support/openai-server.ts';
import type { OpenaiReply, OpenaiServer, SeenRequest } from '../../../test/support/openai-server.ts';
import type { Weather } from './weather.ts';

/** A model on a loopback port that answers well after `latencyMs`, as far as the weather lets it. */
export function startModel(latencyMs: number, weather: Weather): Promise<OpenaiServer> {
  /** What the same question was answered before: thousands of links lead to the same few pages. */
  const known = new Map<string, OpenaiReply>();
  return createOpenaiServer({
    keepsRequests: false,
    replies(request) {
      if (weather.model === '500') return { kind: 'status', status: 500, message: 'The model is down.' };
      if (weather.model !== 'none') return { kind: weather.model };
      const question = withoutChance(request);
      const reply = known.get(question) ?? answer(request);
      known.set(question, reply);
      return { ...reply, delayMs: latencyMs };
    },
  });
}

/** What was asked without the boundary and the address, which are new each time. */
function withoutChance({ body }: SeenRequest): string {
  return JSON.stringify(body['messages']).replaceAll(/gloss-data-[0-9a-f]+|post=\w+/g, '');
}

function answer(request: SeenRequest): OpenaiReply {
  const asked = JSON.stringify(request.body['messages']);
  const sentences = /"Sentences:/.test(asked) ? [...asked.matchAll(/\\n\[(\d+)\] /g)] : null;
  if (sentences === null) return answerHonestly(request);
  return {
    kind: 'json',
    value: { sentences: sentences.map(([, number]) => ({ number: Number(number), sentiment: 'neutral' })) },
  };
}
