import { describe, expect, it } from 'vitest';
import { createRefusalLog } from '../../src/http/refusal-log.ts';
import { sampleTraceId, startHttpApi } from '../support/http-api.ts';
import { createTestOutside } from '../support/test-outside.ts';

describe('refused requests', () => {
  it('are one row at once, and one more for all of the next ten minutes', async () => {
    await using api = await startHttpApi();
    const wrong = () => fetch(`${api.url}/api/traces`, { headers: { authorization: 'Bearer gloss_wrong' } });
    for (let index = 0; index < 25; index += 1) expect((await wrong()).status).toBe(401);
    await fetch(`${api.url}/api/metrics/dashboard`);
    await fetch(`${api.url}/api/nothing`);
    expect(api.refused).toEqual([
      { target: 'searchTraces', after: 'key_unknown' },
      { target: 'dashboard', after: 'key_needed' },
    ]);
    await api.temp.outside.clock.advance(600_000);
    expect(api.refused.slice(2)).toEqual([
      { target: 'searchTraces', after: 'key_unknown, 24 more' },
      { target: 'none', after: 'key_needed, 1 more' },
    ]);
    await wrong();
    expect(api.refused.at(-1)).toEqual({ target: 'searchTraces', after: 'key_unknown' });
  });

  it('are not those that are only wrong, and never hold what was sent', async () => {
    await using api = await startHttpApi();
    expect((await api.get('/api/nothing')).status).toBe(404);
    expect((await api.get('/api/traces?limit=none')).status).toBe(400);
    await fetch(`${api.url}/api/traces/${sampleTraceId}?key=gloss_canary`, {
      headers: { authorization: 'Bearer gloss_canary' },
    });
    expect(api.refused).toEqual([{ target: 'getTrace', after: 'key_unknown' }]);
  });

  it('that were only counted are written down when the program stops', async () => {
    const api = await startHttpApi();
    for (let index = 0; index < 3; index += 1) await fetch(`${api.url}/api/traces`);
    await api[Symbol.asyncDispose]();
    expect(api.refused.map(({ after }) => after)).toEqual(['key_needed', 'key_needed, 2 more']);
  });
});

describe('while nothing can be recorded', () => {
  it('the first refusal is counted into the next row', async () => {
    const outside = createTestOutside();
    const rows: string[] = [];
    let isReady = false;
    const log = createRefusalLog(outside, ({ after }) =>
      isReady ? Promise.resolve(void rows.push(after)) : Promise.reject(new Error('not started yet')),
    );
    log.count('key_unknown', 'getTrace');
    log.count('key_unknown', 'getTrace');
    await outside.clock.advance(1);
    isReady = true;
    await outside.clock.advance(600_000);
    expect(rows).toEqual(['key_unknown, 2 more']);
  });

  it('what is missing in the end is said in the log, and nothing throws', async () => {
    const outside = createTestOutside();
    const log = createRefusalLog(outside, () => Promise.reject(new Error('the disk is full')));
    log.count('key_unknown', 'getTrace');
    await log.stop();
    expect(outside.logged.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: 'refused requests are missing in the audit log', fields: { count: 1 } },
    ]);
    log.count('key_unknown', 'getTrace');
    await log.stop();
  });
});
