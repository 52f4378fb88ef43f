import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { judge } from '../../scripts/bench/load/judge.ts';
import { LoadOptions } from '../../scripts/bench/load/load-options.ts';
import { burst } from '../../scripts/bench/load/scenarios/burst.ts';
import { faults } from '../../scripts/bench/load/scenarios/faults.ts';
import { createTruth } from '../../scripts/bench/load/truth.ts';
import type { Truth } from '../../scripts/bench/load/truth.ts';

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void printed.push(String(line)));
});
afterEach(() => void vi.restoreAllMocks());

const options = LoadOptions.parse({ 'retry-speed': 60 });

describe('the program under load', () => {
  test('answers every link once while things go wrong', { timeout: 150_000 }, async () => {
    const broken = await faults.runWith(
      { ...options, writer: 'model', latency: 0 },
      {
        events: 300,
        minutes: 2,
        outstanding: 12,
        fault: 300,
        calm: 700,
        rounds: 1,
        late: 30,
        drain: 100,
        only: 'Slack answers 500,Slack does it and answers 500,database away,events come twice,model answers 500,process killed',
      },
    );
    expect(broken).toEqual([]);
    const links = / {2}links +(\d+)\n/.exec(printed.join('\n'))?.[1];
    expect(Number(links)).toBeGreaterThan(20);
    expect(printed.join('\n')).toMatch(/database away +1/);
  });

  test('answers a burst', { timeout: 150_000 }, async () => {
    const broken = await burst.runWith(options, { 'per-second': 30, seconds: 1, drain: 100 });
    expect(broken).toEqual([]);
    expect(printed.join('\n')).toMatch(/ {2}deliveries acknowledged +\d{2}/);
  });
});

describe('the load harness', () => {
  const planted = { ...options, entry: 'test/support/planted-program.ts' };

  test('sees a link that is answered twice', async () => {
    const broken = await burst.runWith(
      { ...planted, environment: { PLANTED: 'doubled' } },
      { 'per-second': 5, seconds: 1, drain: 1 },
    );
    expect(broken).toEqual([expect.stringMatching(/^doubled: .*post=000003$/)]);
  });

  test('sees a link that is not answered', async () => {
    const broken = await burst.runWith(
      { ...planted, environment: { PLANTED: 'lost' } },
      { 'per-second': 5, seconds: 1, drain: 1 },
    );
    expect(broken).toEqual([
      'not every link was answered in time',
      expect.stringMatching(/^lost: .*post=000003 \(.*in the store: never stored\)$/),
    ]);
  });
});

describe('the judgement', () => {
  const posted = (truth: Truth, mark: string, postedAt: number, threadTs = mark): void =>
    truth.post({
      mark,
      url: `http://a/?post=${mark}`,
      channel: 'C1',
      messageTs: mark,
      threadTs,
      postedAt,
      isDeleted: false,
    });
  const reply = { channel: 'C1', jobId: 'j1', value: null, threadTs: '1', mark: '1', form: 'summary' } as const;

  test('counts a reply in its thread, a note without an address too', () => {
    let now = 10;
    const truth = createTruth(() => now);
    posted(truth, '1', 0);
    posted(truth, '2', 0);
    truth.saw({ ...reply, ts: '1.1', form: 'progress', mark: null });
    expect(truth.outstanding()).toBe(2);
    truth.saw({ ...reply, ts: '1.1' });
    now = 30;
    truth.saw({ ...reply, ts: '2.1', threadTs: '2', jobId: 'j2', form: 'note', mark: null });
    expect(truth.outstanding()).toBe(0);
    const verdict = judge(truth, [], 20);
    expect(verdict).toMatchObject({
      links: 2,
      summaries: 1,
      notes: ['http://a/?post=2'],
      doubled: [],
      latenciesMs: [10, 30],
    });
    expect(verdict.lost.size).toBe(0);
    expect(verdict.lateForNothing).toHaveLength(1);
  });

  test('explains what is late by the fault that was on meanwhile', () => {
    const truth = createTruth(() => 90_000);
    posted(truth, '1', 0);
    truth.saw({ ...reply, ts: '1.1' });
    const verdict = judge(truth, [{ fault: 'storm', from: 50_000, to: 60_000 }], 20);
    expect(verdict.lateByFault).toEqual(new Map([['storm', [90_000]]]));
    expect(judge(truth, [{ fault: 'storm', from: 95_000, to: null }], 20).lateForNothing).toHaveLength(1);
  });

  test('sees two messages of one job, and one that went into the channel', () => {
    const truth = createTruth();
    posted(truth, '1', 0);
    truth.saw({ ...reply, ts: '1.1' });
    truth.saw({ ...reply, ts: '1.2', form: 'progress', mark: null });
    truth.saw({ ...reply, ts: '1.3', jobId: 'j2', threadTs: null });
    expect(judge(truth, [], 20)).toMatchObject({ doubled: ['job j1'], strays: ['summary C1 1.3'] });
    truth.gone('C1', '1.2');
    truth.gone('C1', '1.3');
    expect(judge(truth, [], 20)).toMatchObject({ doubled: [], strays: [] });
  });

  test('wants no answer to a message that was deleted, and takes one that is there', () => {
    const truth = createTruth();
    posted(truth, '1', 0);
    truth.deleted('C1', '1');
    expect(truth.outstanding()).toBe(0);
    expect(judge(truth, [], 20)).toMatchObject({ links: 0, deletedLinks: 1, lost: new Map() });
  });
});
