import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoute } from '../../src/http/find-route.ts';
import { HttpProblem } from '../../src/http/http-problem.ts';
import { readParameters } from '../../src/http/read-parameters.ts';
import { routes } from '../../src/http/routes/index.ts';
import { BucketedQuery, parseMoment, windowOf, WindowQuery } from '../../src/http/window-query.ts';

const now = Date.UTC(2026, 2, 2, 9);
const hourMs = 3_600_000;
const read = (query: string): WindowQuery => readParameters(WindowQuery, new URLSearchParams(query));

function readOrRefusal(search: URLSearchParams): BucketedQuery | HttpProblem {
  try {
    return readParameters(BucketedQuery, search);
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}

describe('windows', () => {
  it('reach back from now by a number and a unit, a day where nothing is said', () => {
    expect(windowOf(read(''), now)).toMatchObject({ fromMs: now - 24 * hourMs, toMs: now });
    for (const [text, hours] of [
      ['90m', 1.5],
      ['24h', 24],
      ['7d', 168],
      ['2w', 336],
    ] as const)
      expect(windowOf(read(`window=${text}`), now)).toMatchObject({ fromMs: now - hours * hourMs, toMs: now });
  });

  it('run between two moments in any zone, or from one until now', () => {
    const query = new URLSearchParams({ from: '2026-03-01T10:00:00+01:00', to: String(now) }).toString();
    expect(windowOf(read(query), now)).toMatchObject({ fromMs: Date.UTC(2026, 2, 1, 9), toMs: now });
    expect(windowOf(read('from=2026-03-02T08:00Z'), now)).toMatchObject({ fromMs: now - hourMs, toMs: now });
  });

  it.each([
    'window=0h',
    'window=1101d',
    'window=1y',
    'window=-1d',
    'window=1h&from=1',
    'to=5',
    'from=yesterday',
    'from=2026-03-02',
    'from=2026-13-02T00:00Z',
    'channel=links',
    'status=maybe',
    'model=',
  ])('are refused where they make no sense: %s', (query) => {
    expect(() => read(query)).toThrow(HttpProblem);
  });

  it('of every whole number of hours are that long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1100 * 24 }), (hours) => {
        const { fromMs, toMs } = windowOf(read(`window=${hours}h`), now);
        expect(toMs - fromMs).toBe(hours * hourMs);
      }),
    );
  });

  it('read every moment that they write', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-01-01T00:00:00Z'), noInvalidDate: true }), (date) => {
        expect(parseMoment(date.toISOString())).toBe(date.getTime());
        expect(parseMoment(String(date.getTime()))).toBe(date.getTime());
      }),
    );
  });
});

describe('queries', () => {
  const name = fc.oneof(
    fc.constantFrom('window', 'from', 'to', 'channel', 'model', 'status', 'bucket', '__proto__', 'constructor'),
    fc.string(),
  );
  const value = fc.oneof(fc.constantFrom('24h', 'C1', 'ok', 'day', '2026-03-02T09:00:00Z', '1'), fc.string());

  it('of whatever kind are understood or refused with 400, and never more than they name', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (pairs) => {
        const outcome = readOrRefusal(new URLSearchParams(pairs));
        const isRefused = outcome instanceof HttpProblem;
        expect(isRefused ? outcome.status : 200).toBe(isRefused ? 400 : 200);
        // A name that could be anything is not said back.
        expect(isRefused ? outcome.detail : 'A parameter is fine').toMatch(/^(?:A parameter|the query|\w{1,40}) is /);
        const keys = isRefused ? pairs.map(([key]) => key) : Object.keys(outcome);
        expect(new Set(keys)).toEqual(new Set(pairs.map(([key]) => key)));
        const { fromMs, toMs } = windowOf(isRefused ? {} : outcome, now);
        expect(Number.isFinite(fromMs) && Number.isFinite(toMs)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('paths', () => {
  it('lead to the one route of their form', () => {
    for (const route of routes)
      expect(findRoute(routes, route.path.replace('{traceId}', 'a'.repeat(32)))?.route).toBe(route);
    expect(findRoute(routes, `/api/traces/${'a'.repeat(32)}`)?.params).toEqual({ traceId: 'a'.repeat(32) });
  });

  it('of whatever kind lead nowhere unless they are listed', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const found = findRoute(routes, path);
        expect(found === null || routes.some((route) => route.path === path)).toBe(true);
      }),
    );
  });
});
