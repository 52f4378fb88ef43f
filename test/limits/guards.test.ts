import { describe, expect, test } from 'vitest';
import { createDiskGuard } from '../../src/limits/disk-guard.ts';
import { createMemoryGuard } from '../../src/limits/memory-guard.ts';
import { createTestOutside } from '../support/test-outside.ts';

const mb = 1e6;

function memory(limitMb: number | null) {
  const { clock, log, logged } = createTestOutside();
  const seen = { usedMb: 100, held: [] as (string | null)[], restarts: 0 };
  const guard = createMemoryGuard(limitMb === null ? null : limitMb * mb, {
    rssBytes: () => seen.usedMb * mb,
    hold: (why) => void seen.held.push(why),
    restart: () => void (seen.restarts += 1),
    clock,
    log,
  });
  guard.start();
  const after = async (usedMb: number, ms = 5000) => {
    // The first look is over, and the wait for the next has begun.
    await clock.advance(0);
    seen.usedMb = usedMb;
    await clock.advance(ms);
  };
  return { guard, seen, after, logged };
}

describe('the memory guard', () => {
  test('begins nothing new near the limit, until there is clearly room again', async () => {
    const { guard, seen, after, logged } = memory(1000);
    await after(849);
    expect(seen.held).toEqual([]);
    expect(guard.state()).toEqual({ status: 'ok', detail: '849 MB of 1000 MB' });
    await after(860, 60_000);
    expect(seen.held).toEqual(['memory is short']);
    expect(guard.state()).toEqual({ status: 'degraded', detail: '860 MB of 1000 MB; no new jobs are begun' });
    await after(800);
    expect(seen.held).toEqual(['memory is short']);
    await after(740);
    expect(seen.held).toEqual(['memory is short', null]);
    expect(seen.restarts).toBe(0);
    expect(logged.filter(({ level }) => level === 'warn')).toHaveLength(1);
    await guard.stop();
  });

  test('asks once to be started anew at the limit', async () => {
    const { guard, seen, after } = memory(1000);
    await after(1001, 60_000);
    expect(seen.restarts).toBe(1);
    await guard.stop();
  });

  test('asks for it too where memory does not come back', async () => {
    const { guard, seen, after } = memory(1000);
    await after(900, 300_000);
    expect(seen.restarts).toBe(0);
    await after(900, 10_000);
    expect(seen.restarts).toBe(1);
    await guard.stop();
  });

  test('without a limit it only tells', async () => {
    const { guard, seen, after } = memory(null);
    await after(50_000, 600_000);
    expect(seen).toMatchObject({ held: [], restarts: 0 });
    expect(guard.state()).toEqual({ status: 'ok', detail: '50000 MB, no limit' });
    await guard.stop();
  });
});

describe('the disk guard', () => {
  test('gives up traces, then begins nothing new and tells once, and goes on by itself', async () => {
    const { clock, log } = createTestOutside();
    let freeMb: number | Error = 1000;
    const held: (string | null)[] = [];
    const told: string[] = [];
    const guard = createDiskGuard(
      { minFreeDiskMb: 200 },
      {
        freeBytes: () => (freeMb instanceof Error ? Promise.reject(freeMb) : Promise.resolve(freeMb * mb)),
        hold: (why) => void held.push(why),
        tell: (text) => void told.push(text),
        clock,
        log,
      },
    );
    guard.start();
    const after = async (free: number | Error) => {
      await clock.advance(0);
      freeMb = free;
      await clock.advance(5000);
      return [guard.keepsTraces(), held.length, told.length];
    };
    expect(await after(401)).toEqual([true, 0, 0]);
    expect(await after(399)).toEqual([false, 0, 0]);
    guard.gaveUp(7);
    expect(guard.state().detail).toBe('399 MB free; 7 spans were given up; no traces are kept');
    expect(await after(150)).toEqual([false, 1, 1]);
    expect(guard.state()).toMatchObject({ status: 'degraded' });
    expect(await after(100)).toEqual([false, 1, 1]);
    // Where it cannot be asked, it stays as it was.
    expect(await after(new Error('no such folder'))).toEqual([false, 1, 1]);
    expect(await after(210)).toEqual([false, 1, 1]);
    expect(await after(230)).toEqual([false, 2, 2]);
    expect(held).toEqual(['the disk is nearly full', null]);
    expect(await after(500)).toEqual([true, 2, 2]);
    expect(guard.state()).toEqual({ status: 'ok', detail: '500 MB free; 7 spans were given up' });
    await guard.stop();
  });
});
