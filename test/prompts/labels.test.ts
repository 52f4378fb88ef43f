import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { openTempStore } from '../support/temp-store.ts';

const at = { name: 'greet', label: 'prod', by: 'U0ADMIN', reason: 'because' } as const;

async function start(versions: readonly string[]) {
  const temp = await openTempStore();
  const { prompts } = temp.store;
  for (const [index, version] of versions.entries()) {
    await prompts.addVersion({ name: 'greet', version, content: '{}', createdAt: index });
  }
  const labels = createPromptLabels(prompts, createTestOutside());
  const promote = (version: string, expectedVersion: string | null) =>
    labels.promote({ ...at, version, expectedVersion });
  const rollback = (expectedVersion: string | null) => labels.rollback({ ...at, expectedVersion });
  return { labels, promote, rollback, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}

describe('prompt labels', () => {
  it('are moved only from where the person saw them', async () => {
    await using room = await start(['a', 'b', 'c']);
    await room.promote('a', null);
    const two = await Promise.allSettled([room.promote('b', 'a'), room.promote('c', 'a')]);
    expect(two.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(room.promote('c', 'a')).rejects.toMatchObject({
      code: 'stale_label',
      message: 'greet@prod was moved meanwhile: it is b now.',
    });
    expect(await room.labels.current('greet', 'prod')).toBe('b');
    await expect(room.promote('b', 'b')).rejects.toMatchObject({ code: 'label_unchanged' });
    await expect(room.promote('x', 'b')).rejects.toMatchObject({ code: 'unknown_prompt_version' });
  });

  it('go back one version at a time, never to and fro', async () => {
    await using room = await start(['a', 'b', 'c', 'd']);
    await room.promote('a', null);
    await expect(room.rollback('a')).rejects.toMatchObject({ code: 'nothing_before' });
    await room.promote('b', 'a');
    await room.promote('c', 'b');
    expect(await room.rollback('c')).toMatchObject({ fromVersion: 'c', toVersion: 'b', kind: 'rollback' });
    expect(await room.rollback('b')).toMatchObject({ toVersion: 'a' });
    await expect(room.rollback('a')).rejects.toMatchObject({ code: 'nothing_before' });
    await room.promote('d', 'a');
    expect(await room.rollback('d')).toMatchObject({ toVersion: 'a' });
  });

  it('take back a move while it is the newest, and only once', async () => {
    await using room = await start(['a', 'b', 'c']);
    await room.promote('a', null);
    const move = await room.promote('b', 'a');
    expect(await room.labels.undo(move, 'U0ADMIN', null)).toMatchObject({ toVersion: 'a', kind: 'undo', reason: null });
    await expect(room.labels.undo(move, 'U0ADMIN', null)).rejects.toMatchObject({ code: 'stale_label' });
    // Back where it was by another way is not the same move.
    await room.promote('b', 'a');
    await expect(room.labels.undo(move, 'U0ADMIN', null)).rejects.toMatchObject({ code: 'stale_label' });
    expect((await room.labels.history('greet', 'prod')).map(({ toVersion }) => toVersion)).toEqual([
      'b',
      'a',
      'b',
      'a',
    ]);
    expect(await room.labels.history('greet', 'staging')).toEqual([]);
  });

  it('behave like a pile of versions whatever people do', async () => {
    const versions = ['a', 'b', 'c', 'd'];
    const step = fc.oneof(fc.constantFrom(...versions), fc.constant('back'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await using room = await start(versions);
        const pile: string[] = [];
        for (const wanted of steps) {
          const top = pile.at(-1) ?? null;
          const canMove = wanted === 'back' ? pile.length > 1 : wanted !== top;
          const done = await (wanted === 'back' ? room.rollback(top) : room.promote(wanted, top)).catch(
            (error: unknown) => error,
          );
          expect(done instanceof AppError).toBe(!canMove);
          if (canMove && wanted === 'back') pile.pop();
          else if (canMove) pile.push(wanted);
          expect(await room.labels.current('greet', 'prod')).toBe(pile.at(-1) ?? null);
        }
      }),
      { numRuns: 8 },
    );
  });
});
