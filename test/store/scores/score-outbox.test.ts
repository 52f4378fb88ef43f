import { describe, expect, test } from 'vitest';
import type { WaitingScore } from '../../../src/core/score-outbox.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const score = (id: string, token: string, at = 1000): WaitingScore => ({ id, token, body: `{"of":"${token}"}`, at });

describe.each(dialects)('the outbox of scores on %s', (dialect) => {
  test('keeps one form a score, the newest, until that form was sent', async () => {
    await using temp = await openTempStore({ dialect });
    const { scoreOutbox: outbox } = temp.store;
    await outbox.put([score('a', 'a1'), score('b', 'b1', 1001)]);
    await outbox.put([score('a', 'a2', 1002)]);
    expect(await outbox.list(10)).toEqual([score('b', 'b1', 1001), score('a', 'a2', 1002)]);
    expect(await outbox.list(1)).toEqual([score('a', 'a2', 1002)]);
    expect(await outbox.waiting(['a1', 'a2', 'b1'])).toEqual(new Set(['a2', 'b1']));
    await outbox.remove(['a1', 'b1']);
    const other = await temp.openAnother();
    expect(await other.scoreOutbox.list(10)).toEqual([score('a', 'a2', 1002)]);
  });

  test('takes more than one statement can', async () => {
    await using temp = await openTempStore({ dialect });
    const { scoreOutbox: outbox } = temp.store;
    const many = Array.from({ length: 5010 }, (_, index) => score(`s${index}`, `t${index}`));
    await outbox.put(many);
    expect(await outbox.list(6000)).toHaveLength(5010);
    await outbox.remove(many.map(({ token }) => token));
    expect(await outbox.list(10)).toEqual([]);
  });
});
