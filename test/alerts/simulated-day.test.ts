import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { AlertRulesFile } from '../../src/alerts/rule-file.ts';
import { simulateDay } from '../support/simulated-day.ts';

// The rules as they are shipped, and the one about silence, which is off there.
const rules = AlertRulesFile.parse(parse(readFileSync('configs/alerts.yaml', 'utf8'))).map((rule) => ({
  ...rule,
  isEnabled: true,
}));

it('opens, escalates and ends exactly the alerts of a day with planted trouble', { timeout: 120_000 }, async () => {
  const day = await simulateDay(rules);
  expect([day.runCount, day.checkCount]).toEqual([5000, 1441]);
  expect(day.events.every(({ isTold }) => isTold)).toBe(true);
  expect(day.events.map(({ time, rule, kind }) => `${time} ${rule} ${kind}`)).toEqual([
    // Nothing from 04:00 to 06:00: at 05:00 the hour before is empty. Nobody is awake, so it is escalated 300 s later, to the second.
    '05:00:00 silence opened',
    '05:05:00 silence escalated',
    '06:01:00 silence recovered',
    // Every second run fails from 09:00: after one minute 2 of 19 do, which is above 10 %. The window of 5 minutes is clean at 09:15.
    '09:01:00 error-rate opened',
    '09:06:00 error-rate escalated',
    '09:15:00 error-rate recovered',
    // The burst of 09:25 is within 30 minutes of that end; the one of 11:00 is not.
    '11:01:00 error-rate opened',
    '11:06:00 error-rate escalated',
    '11:15:00 error-rate recovered',
    // Acknowledged in time, so it is not escalated. The window of 10 minutes is clean at 13:30.
    '13:01:00 latency-spike opened',
    '13:05:00 latency-spike acknowledged',
    '13:30:00 latency-spike recovered',
    // Half of the gates fail from 15:00: the average of 10 minutes falls below 0.7 when six of them are poor. Muted, so not escalated.
    '15:06:00 quality-drop opened',
    '15:06:00 quality-drop muted',
    '15:35:00 quality-drop recovered',
    // Twice the mean of 1.50 USD is passed first, then 80 % of 5 USD; both are figures of the day and end with it.
    '18:19:00 cost-spike opened',
    '18:24:00 cost-spike escalated',
    '18:28:00 daily-budget opened',
    '18:33:00 daily-budget escalated',
    '00:00:00 cost-spike recovered',
    '00:00:00 daily-budget recovered',
  ]);
  expect(day.repeats).toEqual({
    // Every check from 05:01 to 06:00.
    'silence 05:00': 60,
    // 09:02 to 09:14, and 09:26 to 09:34 within the cooldown.
    'error-rate 09:01': 13 + 9,
    'error-rate 11:01': 13,
    'latency-spike 13:01': 28,
    'quality-drop 15:06': 28,
    'cost-spike 18:19': 340,
    'daily-budget 18:28': 331,
  });
});
