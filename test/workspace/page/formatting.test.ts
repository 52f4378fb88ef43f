import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTyped } from '../../../src/workspace/page/as-typed.ts';
import { chartScale, formatChartNumber } from '../../../src/workspace/page/blocks/chart-scale.ts';
import { sortRows } from '../../../src/workspace/page/blocks/sort-rows.ts';
import { emojiCharacter, emojiName, REACTION_CHOICES } from '../../../src/workspace/page/emoji.ts';
import { formatBytes } from '../../../src/workspace/page/format-bytes.ts';
import { formatClock, formatDay, messageTime } from '../../../src/workspace/page/format-time.ts';
import { avatarTint, initials } from '../../../src/workspace/page/initials.ts';
import { formatPlace, parsePlace } from '../../../src/workspace/page/route.ts';
import { safeUrl } from '../../../src/workspace/page/safe-url.ts';
import { formatSlackDate } from '../../../src/workspace/page/slack-date.ts';

const noon = Date.UTC(2026, 2, 2, 12);

describe('times', () => {
  it('reads the time of a message stamp', () => {
    expect(messageTime('1700000000.123456')).toBe(1_700_000_000_123);
  });

  it('names today and yesterday, and gives the year only when it differs', () => {
    expect(formatDay(noon, noon, 'en', 'UTC')).toBe('Today');
    expect(formatDay(noon - 86_400_000, noon, 'en', 'UTC')).toBe('Yesterday');
    expect(formatDay(noon - 5 * 86_400_000, noon, 'en', 'UTC')).toBe('Wednesday, February 25');
    expect(formatDay(Date.UTC(2025, 11, 24), noon, 'en', 'UTC')).toBe('Wednesday, December 24, 2025');
  });

  it('writes clock times and Slack date formats', () => {
    expect(formatClock(noon, 'en-GB', 'UTC')).toBe('12:00');
    expect(formatSlackDate(noon / 1000, 'on {date_short_pretty} at {time}, {other}', 'en-GB', 'UTC')).toBe(
      'on 2 Mar 2026 at 12:00, {other}',
    );
  });
});

describe('small words', () => {
  it('writes sizes', () => {
    expect([0, 999, 1000, 12_345, 1_234_567, 98_765_432].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '12 kB',
      '1.2 MB',
      '99 MB',
    ]);
  });

  it('takes initials from one or more words', () => {
    expect(['Designer', 'grace hopper', 'a.b', '', '李 明'].map(initials)).toEqual(['D', 'GH', 'AB', '?', '李明']);
    expect(avatarTint('U1')).toBe(avatarTint('U1'));
  });

  it('knows every reaction that it offers', () => {
    for (const name of REACTION_CHOICES) expect(emojiCharacter(name)).toBeDefined();
    expect(emojiName('🎉')).toBe('tada');
    expect(emojiCharacter('constructor')).toBeUndefined();
    expect(emojiCharacter('+1::skin-tone-3')).toBe('👍');
  });

  it('opens only web and mail addresses', () => {
    expect(safeUrl('https://a.test/b')).toBe('https://a.test/b');
    expect(safeUrl('mailto:a@b.test')).toBe('mailto:a@b.test');
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/relative', '']) {
      expect(safeUrl(address)).toBeNull();
    }
  });
});

describe('asTyped', () => {
  it('gives back what a person wrote', () => {
    const handle = (id: string) => (id === 'U1' ? 'designer' : id);
    const stored = 'Hi <@U1> in <#C1|links>: <https://a.test/?x=1&amp;y=2> &lt;3 <mailto:a@b.test|a@b.test> <!here>';
    expect(asTyped(stored, handle, (id) => id)).toBe(
      'Hi @designer in #links: https://a.test/?x=1&y=2 <3 a@b.test @here',
    );
  });

  it('keeps a label that differs from its address', () => {
    expect(asTyped('<https://a.test|the page>', String, String)).toBe('[the page](https://a.test)');
    expect(asTyped('<http://a.test|a.test>', String, String)).toBe('a.test');
  });
});

describe('places', () => {
  it('round-trips through the address', () => {
    const channel = fc.stringMatching(/^C[A-Z0-9]{3,8}$/);
    const thread = fc.option(
      fc.tuple(fc.nat(), fc.nat()).map(([left, right]) => `${left}.${right}`),
      { nil: null },
    );
    fc.assert(
      fc.property(channel, thread, (id, ts) => {
        const place = { kind: 'channel' as const, channel: id, thread: ts };
        expect(parsePlace('/', '', formatPlace(place))).toEqual(place);
      }),
    );
    expect(parsePlace('/', '', formatPlace({ kind: 'home' }))).toEqual({ kind: 'home' });
  });

  it('reads a message link, in a thread too', () => {
    const root = { kind: 'channel', channel: 'C1', thread: '1700000000.000100' };
    expect(parsePlace('/archives/C1/p1700000000000100', '', '')).toEqual(root);
    expect(parsePlace('/archives/C1/p1700000009000100', '?thread_ts=1700000000.000100&cid=C1', '')).toEqual(root);
    expect(parsePlace('/', '', '#messages')).toBeNull();
  });
});

describe('charts and tables', () => {
  it('makes a scale that holds every value and zero', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (found) => {
        const scale = chartScale(found);
        const slack = 1e-9 * (scale.max - scale.min);
        expect(scale.min).toBeLessThanOrEqual(Math.min(0, ...found) + slack);
        expect(scale.max).toBeGreaterThanOrEqual(Math.max(0, ...found) - slack);
        expect(scale.ticks.length).toBeGreaterThan(1);
        expect(scale.ticks.length).toBeLessThan(12);
      }),
    );
    expect(chartScale([0.3, 5.9]).ticks).toEqual([0, 2, 4, 6]);
    expect(formatChartNumber(12_300)).toBe('12.3K');
  });

  it('sorts numbers by value and text as people do, without touching the rows given', () => {
    const rows = [[{ value: 10, text: '10' }], [{ value: 9, text: '9' }]];
    expect(sortRows(rows, { column: 0, descending: false })[0]).toBe(rows[1]);
    expect(rows[0]?.[0]?.value).toBe(10);
    const words = [[{ text: 'item 10' }], [{ text: 'item 9' }]];
    expect(sortRows(words, { column: 0, descending: true })[0]).toBe(words[0]);
  });
});
