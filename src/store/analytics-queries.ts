/** The queries behind figures and traces. */
import type Sqlite from 'better-sqlite3';
import type { AnalyticsWindow, DatasetsReport } from '../core/analytics.ts';
import { createCellReader } from './analytics-cells.ts';
import { createCostReader } from './analytics-costs.ts';
import type { CostReader } from './analytics-costs.ts';
import { createReports } from './analytics-reports.ts';
import type { Reports } from './analytics-reports.ts';
import { createTraceQueries } from './analytics-traces.ts';
import type { TraceReader } from './analytics-traces.ts';
import { createVoteReader } from './analytics-votes.ts';

export interface AnalyticsQueries extends Reports {
  costs: CostReader['report'];
  spending: CostReader['spending'];
  datasets(window: AnalyticsWindow): DatasetsReport;
  search: TraceReader['search'];
  detail: TraceReader['detail'];
}

export function createAnalyticsQueries(traces: Sqlite.Database, main: Sqlite.Database): AnalyticsQueries {
  const cells = createCellReader(traces);
  const votes = createVoteReader(main);
  const costs = createCostReader(main, cells);
  const { search, detail } = createTraceQueries(traces);
  return {
    ...createReports({ cells, votes, totalCost: costs.total }),
    costs: costs.report,
    spending: costs.spending,
    datasets(window) {
      const { liked, disliked } = votes.verdicts(window);
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
