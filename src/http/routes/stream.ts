import { z } from 'zod';
import { RunEvent } from '../answers/run-event.ts';
import type { StreamRoute } from '../route.ts';

export const streamRoute: StreamRoute = {
  kind: 'stream',
  path: '/api/stream',
  operationId: 'streamRuns',
  summary:
    'Finished runs as server-sent events named run, each with a RunEvent as its data. With Last-Event-ID what was missed comes first; an event named gap says that some of it is no longer known.',
  access: 'key',
  params: {},
  query: z.strictObject({}),
  answers: [{ status: 200, contentType: 'text/event-stream', description: 'Server-sent events.', schema: RunEvent }],
  open({ stream }, _call, request, response) {
    stream.open(request, response);
  },
};
