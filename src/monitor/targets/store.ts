import { z } from 'zod';
import type { MonitorTarget } from '../plugins.ts';

export const store: MonitorTarget<Record<string, never>> = {
  id: 'store',
  summary: 'the scores of this installation, which alerts and figures read',
  params: z.strictObject({}),
  async publish(results, _params, { scores }) {
    await scores.put(
      results.flatMap((result) =>
        result.scores.map(({ scorer, value, passed, reason }) => ({
          id: `monitor:${result.monitor}:${result.source}:${result.itemId}:${scorer}`,
          teamId: result.teamId,
          traceId: result.traceId,
          summaryId: result.summaryId,
          channelId: result.channelId,
          name: scorer,
          value,
          passed,
          reason,
          origin: `monitor:${result.monitor}`,
          happenedAt: result.happenedAt,
          scoredAt: result.evaluatedAt,
        })),
      ),
    );
  },
};
