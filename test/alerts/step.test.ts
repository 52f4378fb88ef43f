import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledge, escalate, mute, resolve } from '../../src/alerts/acts.ts';
import { notifyFrom } from '../../src/alerts/quiet-hours.ts';
import { type AlertTiming, checkStep, cooldownAfter, stateOf } from '../../src/alerts/step.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Alert, AlertMemory, AlertRule } from '../../src/core/alert.ts';
import { sampleAlertRule } from '../support/sample-alert.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 2, 2, 9);
const timing: AlertTiming = {
  escalationMs: 300_000,
  expiryMs: 60 * minuteMs,
  refreshMs: 5 * minuteMs,
  notifyFrom: (atMs) => atMs,
};
const type = { breach: 'above' as const };

/** A rule and scope over time, with all that happened. */
function play(rule: AlertRule, withTiming: AlertTiming = timing) {
  let memory: AlertMemory | null = null;
  let alert: Alert | null = null;
  let ids = 0;
  const log: { minute: number; kind: string; alertId: string }[] = [];
  const note = (minute: number, kinds: readonly string[]): void => {
    for (const kind of kinds) log.push({ minute, kind, alertId: alert?.id ?? '' });
  };
  return {
    log,
    alert: () => alert,
    memory: () => memory,
    check(minute: number, value: number | null, n = 10): void {
      const now = startMs + minute * minuteMs;
      const at = { now, windowFromMs: now - 5 * minuteMs, newId: () => `a${(ids += 1)}` };
      const step = checkStep(rule, type, { memory, alert }, { scope: '', value, n }, at, withTiming);
      memory = step.memory;
      alert = step.alert ?? alert;
      note(
        minute,
        step.events.map(({ kind }) => kind),
      );
    },
    act(minute: number, perform: (alert: Alert, at: number) => { alert: Alert; event: { kind: string } } | null): void {
      if (alert === null) return;
      const acted = perform(alert, startMs + minute * minuteMs);
      if (acted === null) return;
      ({ alert } = acted);
      note(minute, [acted.event.kind]);
    },
    coolDown(minute: number): void {
      if (memory) memory = { ...memory, cooldownUntil: cooldownAfter(memory, rule, startMs + minute * minuteMs) };
    },
  };
}

describe('one check', () => {
  it('takes one bad run of one for no data, and five of five for a breach', () => {
    const rule = sampleAlertRule({ minSample: 5 });
    expect(stateOf(type, rule, { scope: '', value: 1, n: 1 })).toBe('no_data');
    expect(stateOf(type, rule, { scope: '', value: 1, n: 5 })).toBe('firing');
    expect(stateOf(type, rule, { scope: '', value: null, n: 50 })).toBe('no_data');
  });

  it('breaches beyond the threshold, and at it only where that is what the type says', () => {
    const rule = sampleAlertRule({ threshold: 0.5, minSample: 1 });
    const at = (breach: 'above' | 'from' | 'below', value: number) =>
      stateOf({ breach }, rule, { scope: '', value, n: 1 });
    expect([at('above', 0.5), at('above', 0.51)]).toEqual(['ok', 'firing']);
    expect([at('from', 0.49), at('from', 0.5)]).toEqual(['ok', 'firing']);
    expect([at('below', 0.5), at('below', 0.49)]).toEqual(['ok', 'firing']);
  });

  it('does not take silence for a recovery, says that there is no data, and ends the alert after an hour of it', () => {
    const day = play(sampleAlertRule());
    day.check(0, 1);
    day.check(1, null, 0);
    expect(day.alert()).toMatchObject({ status: 'open', noDataSince: startMs + minuteMs });
    expect(day.memory()?.state).toBe('no_data');
    day.check(2, 1);
    expect(day.alert()?.noDataSince).toBeNull();
    for (let minute = 3; minute <= 63; minute += 1) day.check(minute, null, 0);
    expect(day.alert()).toMatchObject({ status: 'resolved', resolution: 'no_data' });
    expect(day.log.map(({ minute, kind }) => `${minute} ${kind}`)).toEqual([
      '0 opened',
      '1 updated',
      '2 updated',
      '3 updated',
      '63 expired',
    ]);
  });

  it('brings the card up to date every five minutes, not at every check', () => {
    const day = play(sampleAlertRule());
    for (let minute = 0; minute <= 11; minute += 1) day.check(minute, 1);
    expect(day.log.map(({ minute, kind }) => `${minute} ${kind}`)).toEqual(['0 opened', '5 updated', '10 updated']);
    expect(day.alert()?.repeatCount).toBe(11);
  });

  it('opens nothing while its rule and scope are muted', () => {
    const day = play(sampleAlertRule({ cooldownMinutes: 0 }));
    day.check(0, 1);
    const muted = mute(day.alert() as Alert, 'U1', startMs, 60 * minuteMs).alert;
    const memory = { ...(day.memory() as AlertMemory), mutedUntil: muted.mutedUntil };
    const over = resolve(muted, 'U1', startMs).alert;
    const next = (minute: number) =>
      checkStep(
        sampleAlertRule(),
        type,
        { memory, alert: over },
        { scope: '', value: 1, n: 10 },
        { now: startMs + minute * minuteMs, windowFromMs: 0, newId: () => 'a2' },
        timing,
      );
    expect(next(59)).toMatchObject({
      alert: { id: 'a1', status: 'resolved', repeatCount: 1 },
      events: [{ kind: 'updated' }],
    });
    expect(next(60).events).toMatchObject([{ kind: 'opened' }]);
  });

  it('tells of an alert of the night in the morning, and escalates it after that', () => {
    const quiet = { from: '08:00', to: '10:30', timeZone: 'UTC' };
    const day = play(sampleAlertRule(), {
      ...timing,
      notifyFrom: (atMs, severity) => notifyFrom(quiet, atMs, severity),
    });
    day.check(0, 1);
    const halfPastTen = startMs + 90 * minuteMs;
    expect(day.alert()).toMatchObject({ openedAt: startMs, notifyAt: halfPastTen, escalateAt: halfPastTen + 300_000 });
  });
});

type Move =
  | { kind: 'check'; value: number | null; n: number }
  | { kind: 'acknowledge' | 'mute' | 'resolve' }
  | { kind: 'escalate' };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('check' as const),
      value: fc.constantFrom(0, 1, null),
      n: fc.constantFrom(0, 4, 9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>(
      { kind: 'acknowledge' },
      { kind: 'mute' },
      { kind: 'resolve' },
      { kind: 'escalate' },
    ),
  },
);

/** What is wrong with a story: nothing, if the promises are kept. */
function wrongsOf(
  log: readonly { minute: number; kind: string; alertId: string }[],
  cooldownMinutes: number,
): string[] {
  const wrongs: string[] = [];
  const check = (isRight: boolean, wrong: string): void => void (isRight || wrongs.push(wrong));
  let open: { id: string; at: number } | null = null;
  let endedAt = Number.NEGATIVE_INFINITY;
  const escalated = new Set<string>();
  const taken = new Set<string>();
  for (const { minute, kind, alertId } of log) {
    const what = `${minute} ${kind} ${alertId}`;
    if (kind === 'opened') {
      check(open === null, `${what}: another is open`);
      check(minute >= endedAt + cooldownMinutes, `${what}: within the cooldown`);
      open = { id: alertId, at: minute };
    } else if (kind !== 'updated') {
      check(open?.id === alertId, `${what}: it is not open`);
    }
    if (kind === 'acknowledged') taken.add(alertId);
    if (kind === 'escalated') {
      check(minute - (open?.at ?? minute) >= 5, `${what}: too early`);
      check(!escalated.has(alertId) && !taken.has(alertId), `${what}: again, or somebody has it`);
      escalated.add(alertId);
    }
    if (['recovered', 'resolved', 'expired'].includes(kind)) {
      open = null;
      endedAt = minute;
    }
  }
  return wrongs;
}

/** Plays the moves; what a person may not do any more is refused as done, and leaves no trace. */
function playMoves(moves: readonly Move[], cooldownMinutes: number): ReturnType<typeof play> {
  const day = play(sampleAlertRule({ cooldownMinutes }));
  let minute = 0;
  for (const step of moves) {
    if (step.kind === 'check') day.check((minute += 1), step.value, step.n);
    else if (step.kind === 'escalate') day.act(minute, escalate);
    else {
      const { kind } = step;
      try {
        day.act(minute, (alert, at) => personActs[kind](alert, at));
        if (step.kind === 'resolve') day.coolDown(minute);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'alert_done') throw error;
      }
    }
  }
  return day;
}

const personActs = {
  acknowledge: (alert: Alert, at: number) => acknowledge(alert, 'U1', at),
  mute: (alert: Alert, at: number) => mute(alert, 'U1', at, 60 * minuteMs),
  resolve: (alert: Alert, at: number) => resolve(alert, 'U1', at),
};

describe('whatever happens', () => {
  it('keeps one story: opened once at a time, escalated at most once and in time, ended once, quiet through the cooldown', () => {
    fc.assert(
      fc.property(
        fc.array(move, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0, 7, 30),
        (moves, cooldownMinutes) => {
          expect(wrongsOf(playMoves(moves, cooldownMinutes).log, cooldownMinutes)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('would be seen if it broke', () => {
    const log = [
      { minute: 1, kind: 'opened', alertId: 'a' },
      { minute: 3, kind: 'escalated', alertId: 'a' },
      { minute: 9, kind: 'recovered', alertId: 'a' },
      { minute: 10, kind: 'opened', alertId: 'b' },
      { minute: 11, kind: 'opened', alertId: 'c' },
    ];
    expect(wrongsOf(log, 30)).toEqual([
      '3 escalated a: too early',
      '10 opened b: within the cooldown',
      '11 opened c: another is open',
      '11 opened c: within the cooldown',
    ]);
  });
});

describe('quiet hours', () => {
  const berlin = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };

  it('end when the clock on the wall says so, also in the nights in which it is changed', () => {
    const at = (text: string) => notifyFrom(berlin, Date.parse(text), 'error');
    expect(at('2026-03-02T20:59:00Z')).toBe(Date.parse('2026-03-02T20:59:00Z'));
    expect(at('2026-03-02T21:00:00Z')).toBe(Date.parse('2026-03-03T06:00:00Z'));
    // Put forward in the night of 29 March, back in the night of 25 October.
    expect(at('2026-03-28T22:00:00Z')).toBe(Date.parse('2026-03-29T05:00:00Z'));
    expect(at('2026-10-24T21:00:00Z')).toBe(Date.parse('2026-10-25T06:00:00Z'));
  });

  it('let what is critical pass', () => {
    const night = Date.parse('2026-03-02T23:00:00Z');
    expect(notifyFrom(berlin, night, 'critical')).toBe(night);
    expect(notifyFrom(null, night, 'info')).toBe(night);
  });
});
