import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { createPurge } from '../../src/wiring/purge-teams.ts';
import { sampleFollowUp } from '../support/sample-follow-up.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const dayMs = 86_400_000;
const hex = (digit: string): string => digit.repeat(32);

describe.each(dialects)('a workspace that removed the app, on %s', (dialect) => {
  test('loses what is kept of it once the retention is over; others, and what they share, keep theirs', async () => {
    await using temp = await openTempStore({ dialect });
    const { outside } = temp;
    const store = await openStore(
      { ...temp.settings, encryptionKeys: [randomBytes(32).toString('base64')], traceDays: 3650 },
      outside,
    );
    try {
      const startMs = outside.clock.now();
      const forgotten: string[] = [];
      const purge = createPurge(30, {
        store,
        datasets: { forget: (ids) => Promise.resolve(forgotten.push(...ids)) },
        outside,
      });
      for (const teamId of ['T1', 'T2']) {
        await store.installations.save({
          teamId,
          teamName: null,
          enterpriseId: null,
          botToken: `xoxb-${teamId}`,
          botUserId: 'UBOT',
          botId: null,
          teamUrl: null,
          scopes: [],
          installedBy: null,
          installedAt: startMs,
        });
      }
      // C0 is shared; each has a channel of its own besides.
      const links = [
        ['T1', 'C0', 'a'],
        ['T1', 'C1', 'b'],
        ['T2', 'C0', 'c'],
        ['T2', 'C2', 'd'],
      ] as const;
      for (const [teamId, channelId, digit] of links) {
        const place = { teamId, channelId, messageTs: `1700000000.00010${links.length}` };
        await store.summaries.save(
          sampleSummary({ ...place, id: `s-${digit}`, jobId: `j-${digit}`, traceId: hex(digit) }),
        );
        await store.spans.insertSpans(sampleSpans({ traceId: hex(digit), startMs, channel: channelId }));
      }
      const answer = { teamId: 'T2', channelId: 'C2', traceId: hex('e'), questionTs: '1700000009.000100' };
      await store.followUps.save(sampleFollowUp({ ...answer, id: 'f-e', jobId: 'j-e', summaryId: 's-d' }));
      await store.spans.insertSpans(sampleSpans({ traceId: hex('e'), startMs, channel: 'C2' }));
      await store.jobs.enqueue([
        { key: 'link:T2:C2:1:x', kind: 'summarize-link', payload: {} },
        { key: 'link:T22:C2:1:x', kind: 'summarize-link', payload: {} },
      ]);
      expect(await store.installations.remove('T2', startMs + 1, startMs + 1)).toBe(true);

      await outside.clock.advance(30 * dayMs);
      await purge();
      expect((await store.library.channelIds('T2')).toSorted()).toEqual(['C0', 'C2']);
      await outside.clock.advance(2 * dayMs);
      await purge();
      expect(await store.library.channelIds('T2')).toEqual([]);
      expect((await store.library.channelIds('T1')).toSorted()).toEqual(['C0', 'C1']);
      expect(await store.followUps.get('f-e')).toBeNull();
      expect(forgotten.toSorted()).toEqual(expect.arrayContaining(['s-c', 's-d']));
      const traces = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((digit) => store.analytics.trace(hex(digit))));
      expect(traces.map((trace) => trace !== null)).toEqual([true, true, false, false, false]);
      const runsOf = async (channel: string) => {
        const { runs } = await store.analytics.dashboard(
          { fromMs: startMs - dayMs, toMs: startMs + dayMs, channel },
          'day',
        );
        return runs.n;
      };
      expect(await runsOf('C1')).toBe(1);
      expect(await runsOf('C2')).toBe(0);
      // Kept by channel, and both are in it.
      expect(await runsOf('C0')).toBe(2);
      expect((await store.jobs.list({ limit: 10 })).map(({ key }) => key)).toEqual(['link:T22:C2:1:x']);
      expect((await store.installations.list()).map(({ teamId }) => teamId)).toEqual(['T1']);
      const [row] = await store.audit.list('T2', { limit: 1 });
      expect(row).toMatchObject({ action: 'workspace.purge', actorId: 'gloss', outcome: 'done' });
      expect(row?.after).toMatch(/^links \d, spans \d+, datasetItems \d, figures [1-9]/);
      await purge();
      expect((await store.audit.list('T2', { limit: 10 })).length).toBe(1);
    } finally {
      await store.close();
    }
  });
});
