import { z } from 'zod';
import type { ReplyRoute } from '../route.ts';

export const prometheusRoute: ReplyRoute = {
  kind: 'reply',
  path: '/metrics',
  operationId: 'prometheus',
  summary: 'Counters and gauges for Prometheus.',
  access: 'trusted',
  params: {},
  query: z.strictObject({}),
  answers: [
    { status: 200, contentType: 'text/plain', description: 'Prometheus text format 0.0.4.', schema: z.string() },
  ],
  keepMs: () => 1000,
  async reply({ prometheus }) {
    return { status: 200, ...(await prometheus()) };
  },
};
