import { describe, expect, it } from 'vitest';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { promptVersionOf } from '../../src/prompts/prompt-file.ts';
import type { PromptFile } from '../../src/prompts/prompt-file.ts';
import { createPromptRegistry } from '../../src/prompts/registry.ts';
import { createMemoryPromptStore } from '../support/memory-prompt-store.ts';
import { createTestOutside } from '../support/test-outside.ts';

function greeting(text: string): PromptFile {
  return {
    name: 'greet',
    description: 'Greets.',
    variables: ['who'],
    config: {},
    content: [{ role: 'user', content: `${text} {{who}}` }],
  };
}

function start() {
  const store = createMemoryPromptStore();
  const outside = createTestOutside();
  return { store, outside, registry: createPromptRegistry(store, outside) };
}

const first = promptVersionOf(greeting('Hello'));
const second = promptVersionOf(greeting('Good day'));

describe('the prompt registry', () => {
  it('makes the first version prod and gives it out', async () => {
    const { registry } = start();
    expect(await registry.sync([greeting('Hello')])).toEqual([
      { name: 'greet', version: first, isNew: true, labelled: 'prod' },
    ]);
    const prompt = await registry.get('greet');
    expect(prompt).toMatchObject({ name: 'greet', version: first });
    expect(prompt.render({ who: 'Ana', extra: 'x' })).toEqual([{ role: 'user', content: 'Hello Ana' }]);
  });

  it('does nothing where nothing changed', async () => {
    const { registry, store } = start();
    await registry.sync([greeting('Hello')]);
    expect(await registry.sync([greeting('Hello')])).toEqual([
      { name: 'greet', version: first, isNew: false, labelled: null },
    ]);
    expect(store.moves).toHaveLength(1);
  });

  it('leaves prod where it is when the file changes, and offers the file’s version as candidate', async () => {
    const { registry } = start();
    await registry.sync([greeting('Hello')]);
    expect(await registry.sync([greeting('Good day')])).toEqual([
      { name: 'greet', version: second, isNew: true, labelled: 'candidate' },
    ]);
    expect((await registry.get('greet')).version).toBe(first);
    expect((await registry.get('greet', 'candidate')).version).toBe(second);
    expect(await registry.sync([greeting('Good day')])).toEqual([
      { name: 'greet', version: second, isNew: false, labelled: null },
    ]);
  });

  it('moves the candidate with the file, also to a known version, without storing it twice', async () => {
    const { registry } = start();
    const third = promptVersionOf(greeting('Welcome'));
    await registry.sync([greeting('Hello')]);
    await registry.sync([greeting('Good day')]);
    await registry.sync([greeting('Welcome')]);
    expect((await registry.get('greet', 'candidate')).version).toBe(third);
    expect(await registry.sync([greeting('Good day')])).toEqual([
      { name: 'greet', version: second, isNew: false, labelled: 'candidate' },
    ]);
  });

  it('leaves a candidate that a person chose until the file is new', async () => {
    const { registry, store, outside } = start();
    await registry.sync([greeting('Hello')]);
    await registry.sync([greeting('Good day')]);
    const choice = { name: 'greet', label: 'candidate', by: 'U0ADMIN', reason: null } as const;
    await createPromptLabels(store, outside).promote({ ...choice, version: first, expectedVersion: second });
    expect(await registry.sync([greeting('Good day')])).toMatchObject([{ labelled: null }]);
    expect((await registry.get('greet', 'candidate')).version).toBe(first);
    expect(await registry.sync([greeting('Welcome')])).toMatchObject([{ isNew: true, labelled: 'candidate' }]);
  });

  it('gives out a version by its hash, whatever the labels say', async () => {
    const { registry } = start();
    await registry.sync([greeting('Hello')]);
    await registry.sync([greeting('Good day')]);
    expect((await registry.get('greet', first)).render({ who: 'Ana' })[0]?.content).toBe('Hello Ana');
    await expect(registry.get('greet', 'abcdefabcdef')).rejects.toMatchObject({
      code: 'unknown_prompt',
      message: 'There is no prompt "greet" with the version "abcdefabcdef".',
    });
  });

  it('names what exists where a prompt or label does not', async () => {
    const { registry } = start();
    await expect(registry.get('greet')).rejects.toMatchObject({ code: 'unknown_prompt', hint: 'Known prompts: none.' });
    await registry.sync([greeting('Hello')]);
    await expect(registry.get('greet', 'staging')).rejects.toMatchObject({
      code: 'unknown_prompt',
      hint: 'Labels of greet: prod.',
    });
    await expect(registry.get('part')).rejects.toMatchObject({ hint: 'Known prompts: greet.' });
  });
});
