import { expect, it } from 'vitest';
import { createAlertClock } from '../../src/alerts/alert-clock.ts';
import { createTestOutside } from '../support/test-outside.ts';

it('checks when the minute begins, escalates to the second, and looks anew when it is woken', async () => {
  const outside = createTestOutside({ startMs: Date.UTC(2026, 2, 2, 9, 0, 20) });
  const timeOf = (): string => new Date(outside.clock.now()).toISOString().slice(11, 19);
  const log: string[] = [];
  let escalateAt: number | null = null;
  const clock = createAlertClock(
    {
      checkByClock: () => Promise.resolve(void log.push(`${timeOf()} check`)),
      escalateDue() {
        if (escalateAt !== null && escalateAt <= outside.clock.now()) {
          log.push(`${timeOf()} escalate`);
          escalateAt = null;
        }
        return Promise.resolve();
      },
      nextEscalationAt: () => Promise.resolve(escalateAt),
    },
    outside,
  );
  clock.start();
  await outside.clock.advance(0);
  await outside.clock.advance(100_000);
  escalateAt = outside.clock.now() + 13_000;
  clock.wake();
  await outside.clock.advance(0);
  await outside.clock.advance(60_000);
  await clock.stop();
  await outside.clock.advance(600_000);
  expect(log).toEqual(['09:00:20 check', '09:01:00 check', '09:02:00 check', '09:02:13 escalate', '09:03:00 check']);
});

it('goes on after a check that could not be done', async () => {
  const outside = createTestOutside();
  let count = 0;
  const clock = createAlertClock(
    {
      checkByClock: () => ((count += 1) === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve()),
      escalateDue: () => Promise.resolve(),
      nextEscalationAt: () => Promise.reject(new Error('disk full')),
    },
    outside,
  );
  clock.start();
  await outside.clock.advance(0);
  await outside.clock.advance(120_000);
  await clock.stop();
  expect(count).toBe(3);
  expect(outside.logged.some(({ message }) => message === 'the alerts could not be looked after')).toBe(true);
});
