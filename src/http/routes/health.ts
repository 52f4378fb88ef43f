import { z } from 'zod';
import { HealthAnswer } from '../answers/health.ts';
import type { ReplyRoute } from '../route.ts';

const json = 'application/json';

type Facts = Pick<ReplyRoute, 'path' | 'operationId' | 'summary' | 'keepMs' | 'answers' | 'reply'>;

const healthRoute = (facts: Facts): ReplyRoute => ({
  kind: 'reply',
  access: 'open',
  params: {},
  query: z.strictObject({}),
  ...facts,
});

const answer = (status: number, description: string) =>
  ({ status, contentType: json, description, schema: HealthAnswer }) as const;

/** Watchers may ask often; the components need not be asked every time. */
const keepMs = (): number => 1000;

export const healthRoutes: readonly ReplyRoute[] = [
  healthRoute({
    path: '/health',
    operationId: 'health',
    summary: 'Whether Gloss works, by its components.',
    keepMs,
    answers: [
      answer(200, 'It works, perhaps not as it should.'),
      answer(503, 'A component is down, or Gloss is stopping.'),
    ],
    async reply({ health }, { isTrusted }) {
      const { status, components } = await health();
      const shown = HealthAnswer.parse({ status, components: isTrusted ? components : [] });
      return { status: status === 'down' ? 503 : 200, contentType: json, body: JSON.stringify(shown) };
    },
  }),
  healthRoute({
    path: '/health/ready',
    operationId: 'healthReady',
    summary: 'Whether work should be sent here: not while a component is down or Gloss is stopping.',
    keepMs,
    answers: [answer(200, 'Send it.'), answer(503, 'Send it to another process, or later.')],
    async reply({ health }) {
      const { status } = await health();
      const body = JSON.stringify(HealthAnswer.parse({ status, components: [] }));
      return { status: status === 'down' ? 503 : 200, contentType: json, body };
    },
  }),
  healthRoute({
    path: '/health/live',
    operationId: 'healthLive',
    summary: 'Whether the process answers at all; a supervisor starts it anew where it does not.',
    keepMs: () => 0,
    answers: [answer(200, 'It lives, also while it stops.')],
    reply: () =>
      Promise.resolve({
        status: 200,
        contentType: json,
        body: JSON.stringify(HealthAnswer.parse({ status: 'ok', components: [] })),
      }),
  }),
];
