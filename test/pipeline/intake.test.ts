import { describe, expect, it } from 'vitest';
import type { NewJob } from '../../src/core/ports.ts';
import type { RateLimits } from '../../src/core/rate-limit.ts';
import { createIntake } from '../../src/pipeline/intake.ts';
import { PipelineSettings } from '../../src/pipeline/settings.ts';
import { noLimits } from '../support/no-limits.ts';
import { openChannels } from '../support/open-channels.ts';
import { createTestOutside } from '../support/test-outside.ts';

function testIntake(
  settings: Partial<PipelineSettings> = {},
  channels = openChannels(),
  limits: RateLimits = noLimits,
) {
  const stored = new Map<string, NewJob>();
  const events = new Set<string>();
  const cancelled: string[] = [];
  let calls = 0;
  const intake = createIntake(
    { ...PipelineSettings.parse({}), ...settings },
    {
      enqueue(jobs, eventId) {
        calls += 1;
        if (eventId !== undefined && events.has(eventId)) return Promise.resolve({ duplicate: true, jobs: [] });
        if (eventId !== undefined) events.add(eventId);
        const result = jobs.map((job) => {
          const created = !stored.has(job.key);
          if (created) stored.set(job.key, job);
          return { id: job.key, created };
        });
        return Promise.resolve({ duplicate: false, jobs: result });
      },
      cancelGroup: (group) => Promise.resolve((cancelled.push(group), { cancelled: 1, stopping: 0 })),
    },
    channels,
    limits,
    createTestOutside(),
  );
  return { intake, stored, cancelled, calls: () => calls };
}
const place = { teamId: 'T1', channelId: 'C1', messageTs: '1.5', threadTs: '1.5', userId: 'U1' };
const posted = (urls: string[], changes: object = {}) => ({
  ...place,
  urls,
  eventId: 'Ev1',
  length: null,
  asked: false,
  ...changes,
});

describe('intake', () => {
  it('makes one job a link in one call, keyed by team, channel, message and canonical URL', async () => {
    const { intake, stored, calls } = testIntake();
    const outcome = await intake.posted(posted(['https://A.example/x?utm_source=1', 'https://b.example/']));
    expect(outcome).toEqual({ created: 2, known: 0, skipped: [] });
    expect(calls()).toBe(1);
    expect([...stored.keys()]).toEqual(['link:T1:C1:1.5:https://a.example/x', 'link:T1:C1:1.5:https://b.example/']);
    expect([...stored.values()][0]).toMatchObject({
      kind: 'summarize-link',
      group: 'message:T1:C1:1.5',
      maxAttempts: 4,
      payload: {
        ...place,
        url: 'https://A.example/x?utm_source=1',
        canonicalUrl: 'https://a.example/x',
        length: 'normal',
      },
    });
  });

  it('takes at most three links and says which it left', async () => {
    const { intake, stored } = testIntake();
    const urls = [1, 2, 3, 4].map((number) => `https://a.example/${number}`);
    const outcome = await intake.posted(posted(urls));
    expect(stored.size).toBe(3);
    expect(outcome.skipped).toEqual([
      { url: 'https://a.example/4', reason: 'Gloss reads at most 3 links of a message.' },
    ]);
  });

  it('finds the first job for a second delivery, a mention of the same post, and two spellings', async () => {
    const { intake, stored } = testIntake();
    await intake.posted(posted(['https://a.example/x', 'https://a.example/x?utm_campaign=2']));
    expect(await intake.posted(posted(['https://a.example/x']))).toEqual({ created: 0, known: 1, skipped: [] });
    expect(await intake.posted(posted(['https://a.example/x'], { eventId: 'Ev2' }))).toMatchObject({
      created: 0,
      known: 1,
    });
    expect(stored.size).toBe(1);
  });

  it('reads only allowed channels, unless a person asked by name', async () => {
    const { intake, stored } = testIntake({ allowedChannels: ['C9'] });
    expect((await intake.posted(posted(['https://a.example/x']))).skipped).toHaveLength(1);
    expect(stored.size).toBe(0);
    await intake.posted(posted(['https://a.example/x'], { asked: true, eventId: null, length: 'long' }));
    expect([...stored.values()][0]?.payload).toMatchObject({ length: 'long' });
  });

  it('passes over what is no web address', async () => {
    const { intake, calls } = testIntake();
    expect((await intake.posted(posted(['ftp://a.example/x']))).skipped).toHaveLength(1);
    expect(calls()).toBe(0);
  });

  it('takes the links that an edit adds and cancels the jobs of a deleted message', async () => {
    const { intake, stored, cancelled } = testIntake();
    await intake.posted(posted(['https://a.example/x']));
    const outcome = await intake.edited({
      ...place,
      addedUrls: ['https://a.example/x', 'https://b.example/'],
      removedUrls: [],
      eventId: 'Ev2',
    });
    expect(outcome).toMatchObject({ created: 1, known: 1 });
    expect(stored.size).toBe(2);
    await intake.deleted({ teamId: 'T1', channelId: 'C1', messageTs: '1.5', eventId: 'Ev3' });
    expect(cancelled).toEqual(['message:T1:C1:1.5']);
  });

  it('stores what is beyond a limit with its turn, says so, and gives back what it did not need', async () => {
    const asked: unknown[] = [];
    const given: number[][] = [];
    const limits: RateLimits = {
      ...noLimits,
      turns(act, { teamId, channelId, userId }, count, saidAtMs) {
        asked.push([act, teamId, channelId, userId, count, saidAtMs]);
        return Promise.resolve({
          runAtMs: [1000, 61_000].slice(0, count),
          later: 'In a minute.',
          giveBack: (places) => Promise.resolve(void given.push([...places])),
        });
      },
    };
    const { intake, stored } = testIntake({}, openChannels(), limits);
    const message = posted(['https://a.example/x', 'https://b.example/'], { postedAtMs: 1500 });
    expect(await intake.posted(message)).toEqual({ created: 2, known: 0, skipped: [], later: 'In a minute.' });
    expect([...stored.values()].map(({ runAt }) => runAt)).toEqual([1000, 61_000]);
    expect(asked).toEqual([['links', 'T1', 'C1', 'U1', 2, 1500]]);
    expect(given).toEqual([]);
    // A second delivery waits for nothing, and costs nothing.
    expect(await intake.posted(message)).toEqual({ created: 0, known: 2, skipped: [] });
    expect(given).toEqual([[0, 1]]);
  });
});
