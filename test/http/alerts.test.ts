import { expect, it } from 'vitest';
import { startHttpApi } from '../support/http-api.ts';
import { sampleAlert } from '../support/sample-alert.ts';

it('answers with open and past alerts, without people, keeps the answer, and counts open ones for Prometheus', async () => {
  await using api = await startHttpApi();
  const { store, outside } = api.temp;
  const at = outside.clock.now();
  const put = (alert: ReturnType<typeof sampleAlert>) =>
    store.alerts.apply({ memory: null, alert, events: [], deliveries: [], at });
  await put(sampleAlert({ id: 'a', openedAt: at - 60_000 }));
  await put(sampleAlert({ id: 'b', ruleId: 'other', severity: 'warning', openedAt: at - 2 * 3_600_000 }));
  await put(
    sampleAlert({ id: 'b', ruleId: 'other', severity: 'warning', version: 2, status: 'resolved', resolvedBy: 'U7' }),
  );

  const answer = await api.get('/api/alerts?hours=1');
  expect(answer.headers.get('cache-control')).toContain('max-age=300');
  const body = (await answer.json()) as { open: { id: string }[]; history: { id: string }[] };
  expect(body.open.map(({ id }) => id)).toEqual(['a']);
  expect(body.history.map(({ id }) => id)).toEqual(['a']);
  expect(body.open[0]).toMatchObject({
    ruleId: 'error-rate',
    value: 0.182,
    n: 22,
    traces: [{ label: expect.any(String) }],
  });
  const older = await (await api.get('/api/alerts?hours=24&severity=warning')).text();
  expect(older).toContain('"status":"resolved"');
  expect(older).not.toContain('U7');
  expect((await api.get('/api/alerts?severity=fatal')).status).toBe(400);

  const metrics = await (await api.get('/metrics')).text();
  expect(metrics).toContain('gloss_alerts_open{severity="error",status="open"} 1');
  expect(metrics).toContain('gloss_alerts_open{severity="warning",status="open"} 0');
});
