import { createRegistry } from '../../core/registry.ts';
import { budget } from './budget.ts';
import { costSpike } from './cost-spike.ts';
import { errorRate } from './error-rate.ts';
import { latencySpike } from './latency-spike.ts';
import { monitorFailed } from './monitor-failed.ts';
import { noData } from './no-data.ts';
import { qualityDrop } from './quality-drop.ts';
import { regression } from './regression.ts';
import { runCost } from './run-cost.ts';
import { runLatency } from './run-latency.ts';
import { scoreDrop } from './score-drop.ts';
import { stageLatency } from './stage-latency.ts';

/** Every type of alert rule; one line each. */
export const alertRuleTypes = createRegistry('alert_rule_type', [
  errorRate,
  qualityDrop,
  latencySpike,
  scoreDrop,
  stageLatency,
  runLatency,
  budget,
  runCost,
  costSpike,
  regression,
  monitorFailed,
  noData,
]);
