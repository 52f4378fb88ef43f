import { z } from 'zod';
import type { ReplyRoute } from '../route.ts';

export const openApiRoute: ReplyRoute = {
  kind: 'reply',
  path: '/openapi.json',
  operationId: 'openApi',
  summary: 'This description.',
  access: 'key',
  params: {},
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      contentType: 'application/json',
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({ openapi: z.literal('3.1.0') }),
    },
  ],
  keepMs: () => 3_600_000,
  reply: ({ openApi }) => Promise.resolve({ status: 200, contentType: 'application/json', body: openApi() }),
};
