import { databaseAway, databaseSilent, diskFull } from './database-faults.ts';
import { eventsTwice, socketFlaps } from './delivery-faults.ts';
import type { Fault } from './fault.ts';
import { modelCuts, modelDown, modelHangs } from './model-faults.ts';
import { clockAhead, clockBehind, processKilled, processRestarted } from './process-faults.ts';
import { slackAway, slackErrors, slackLostAnswers, slackRateLimit } from './slack-faults.ts';

/** Everything that goes wrong; one line each. */
export const faults: readonly Fault[] = [
  processKilled,
  slackErrors,
  databaseAway,
  eventsTwice,
  slackLostAnswers,
  socketFlaps,
  modelDown,
  diskFull,
  clockAhead,
  slackRateLimit,
  modelHangs,
  databaseSilent,
  slackAway,
  modelCuts,
  clockBehind,
  processRestarted,
];
