import { describe, expect, it } from 'vitest';
import type { PromotionVerdict } from '../../src/core/promotion.ts';
import { createPromptDesk } from '../../src/prompts/desk.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { createPromptRegistry } from '../../src/prompts/registry.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { createMemoryPromptDesk } from '../support/memory-prompt-desk.ts';
import { createMemoryPromptStore } from '../support/memory-prompt-store.ts';

async function start(outcome: PromotionVerdict['outcome']) {
  const store = createMemoryPromptStore();
  await store.addVersion({ name: 'greet', version: 'b', content: '{}', createdAt: 1 });
  const asked: string[] = [];
  const desk = createMemoryPromptDesk({
    store,
    check: async (name, version) => {
      asked.push(`${name}@${version}`);
      return { outcome, reason: 'grounding fell by 0.2 on smoke.', evalRunId: null };
    },
  });
  const request = {
    name: 'greet',
    label: 'prod',
    version: 'b',
    expectedVersion: null,
    by: 'U1',
    reason: null,
  } as const;
  return { desk, asked, request, current: () => desk.labels.current('greet', 'prod') };
}

describe('a promotion', () => {
  it('goes through where the last eval passed', async () => {
    const { desk, asked, request, current } = await start('passed');
    await desk.promote({ ...request, force: false });
    expect(asked).toEqual(['greet@b']);
    expect(await current()).toBe('b');
  });

  it.each(['failed', 'none'] as const)('is refused with the reason where the eval says %s', async (outcome) => {
    const { desk, request, current } = await start(outcome);
    await expect(desk.promote({ ...request, force: false })).rejects.toMatchObject({
      code: 'promotion_refused',
      message: 'greet@b was not promoted. grounding fell by 0.2 on smoke.',
    });
    await expect(desk.promote({ ...request, force: true, reason: '  ' })).rejects.toMatchObject({
      code: 'reason_missing',
    });
    expect(await current()).toBeNull();
    expect(await desk.promote({ ...request, force: true, reason: 'an outage' })).toMatchObject({ reason: 'an outage' });
    expect(await current()).toBe('b');
  });

  it('to a label that does not run asks for no evidence', async () => {
    const { desk, asked, request } = await start('failed');
    await desk.promote({ ...request, label: 'candidate', force: false });
    expect(asked).toEqual([]);
  });
});

it('what stands for each label is ours, and Langfuse’s where it rules', async () => {
  const store = createMemoryPromptStore();
  const outside = createTestOutside();
  const moves = { kind: 'sync', changedBy: 'sync', changedAt: 1, reason: null } as const;
  for (const [name, version] of [
    ['greet', 'b'],
    ['part', 'c'],
  ] as const) {
    await store.addVersion({ name, version, content: '{}', createdAt: 1 });
    await store.moveLabel({ name, label: 'prod', version, ...moves });
  }
  const state = { label: 'prod', fetchedAt: 1, failure: null };
  const labels = createPromptLabels(store, outside, (name) => name === 'greet');
  const desk = createPromptDesk({
    store,
    registry: createPromptRegistry(store, outside),
    labels,
    readFiles: async () => [],
    check: async () => ({ outcome: 'passed', reason: '', evalRunId: null }),
    remotes: {
      manages: (name) => name === 'greet',
      states: () => [
        { ...state, name: 'greet', version: 'r', remoteVersion: 7 },
        { ...state, name: 'part', label: 'candidate', version: null, remoteVersion: null },
      ],
    },
  });
  expect(await desk.standing()).toEqual([
    { name: 'part', label: 'prod', version: 'c' },
    { name: 'greet', label: 'prod', version: 'r' },
  ]);
  const request = { name: 'greet', label: 'prod', version: 'b', expectedVersion: 'b', by: 'U1', reason: null } as const;
  await expect(desk.promote({ ...request, force: false })).rejects.toMatchObject({ code: 'label_elsewhere' });
});
