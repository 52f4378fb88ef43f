/** The queries behind figures and traces. */
import type { AnalyticsWindow, DatasetsReport } from '../core/analytics.ts';
import { createCellReader } from './analytics-cells.ts';
import { createCostReader } from './analytics-costs.ts';
import type { CostReader } from './analytics-costs.ts';
import { createReports } from './analytics-reports.ts';
import type { Reports } from './analytics-reports.ts';
import { createTraceQueries } from './analytics-traces.ts';
import type { TraceReader } from './analytics-traces.ts';
import { createVoteReader } from './analytics-votes.ts';
import type { Dialect, Work } from './database.ts';

export interface AnalyticsQueries extends Reports {
  costs: CostReader['report'];
  spending: CostReader['spending'];
  datasets(window: AnalyticsWindow): Work<DatasetsReport>;
  search: TraceReader['search'];
  detail: TraceReader['detail'];
}

export function createAnalyticsQueries(dialect: Dialect): AnalyticsQueries {
  const cells = createCellReader(dialect);
  const votes = createVoteReader();
  const costs = createCostReader(cells);
  const { search, detail } = createTraceQueries(dialect);
  return {
    ...createReports({ cells, votes, totalCost: costs.total }),
    costs: costs.report,
    spending: costs.spending,
    *datasets(window) {
      const { liked, disliked } = yield* votes.verdicts(window);
      return {
        candidates: [
          { name: 'high_quality_responses', count: liked },
          { name: 'needs_improvement', count: disliked },
        ],
      };
    },
    search,
    detail,
  };
}
