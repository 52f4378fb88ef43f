import { z } from 'zod';
import { HealthAnswer } from '../answers/health.ts';
import type { ReplyRoute } from '../route.ts';

export const healthRoute: ReplyRoute = {
  kind: 'reply',
  path: '/health',
  operationId: 'health',
  summary: 'Whether Gloss works, by its components.',
  access: 'open',
  params: {},
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      contentType: 'application/json',
      description: 'It works, perhaps not as it should.',
      schema: HealthAnswer,
    },
    { status: 503, contentType: 'application/json', description: 'A component is down.', schema: HealthAnswer },
  ],
  // Watchers may ask often; the components need not be asked every time.
  keepMs: () => 1000,
  async reply({ health }, { isTrusted }) {
    const { status, components } = await health();
    const shown = HealthAnswer.parse({ status, components: isTrusted ? components : [] });
    return { status: status === 'down' ? 503 : 200, contentType: 'application/json', body: JSON.stringify(shown) };
  },
};
