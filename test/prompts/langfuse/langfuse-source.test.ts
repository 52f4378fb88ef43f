import { describe, expect, it } from 'vitest';
import { askLangfuse } from '../../../src/prompts/langfuse/ask-langfuse.ts';
import { createLangfuseSource } from '../../../src/prompts/langfuse/langfuse-source.ts';
import { shareInvalidation } from '../../../src/prompts/langfuse/share-invalidation.ts';
import { promptVersionOf } from '../../../src/prompts/prompt-file.ts';
import type { PromptFile } from '../../../src/prompts/prompt-file.ts';
import { createPromptRegistry } from '../../../src/prompts/registry.ts';
import { memoryNews } from '../../support/memory-news.ts';
import { startLangfuse } from '../../support/langfuse-server.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { until } from '../../support/until.ts';

const file: PromptFile = {
  name: 'greet',
  description: 'Greets.',
  variables: ['who', 'boundary'],
  config: {},
  content: [{ role: 'user', content: 'Hello {{who}} {{boundary}}' }],
};
const ours = promptVersionOf(file);

async function start() {
  const langfuse = await startLangfuse();
  const temp = await openTempStore();
  const { outside, store } = temp;
  langfuse.prompts.push({ name: 'greet', version: 3, labels: ['production'], prompt: 'Good day {{who}}' });
  const local = createPromptRegistry(store.prompts, outside);
  await local.sync([file]);
  /** As after a new start of the program: nothing in memory. */
  const open = (names = ['greet'], server = langfuse.server) =>
    createLangfuseSource(
      { names, ttlMs: 60_000, retryMs: 10_000 },
      {
        ask: (name, label) =>
          askLangfuse(
            server,
            { name, label: label === 'prod' ? 'production' : label },
            { fetch, outside, timeoutMs: 1500 },
          ),
        local,
        versions: store.prompts,
        remotes: store.promptRemotes,
        variablesOf: () => file.variables,
        outside,
      },
    );
  const say = (version: number, text: string): void => {
    langfuse.prompts.splice(0, 1, { name: 'greet', version, labels: ['production'], prompt: text });
  };
  return {
    langfuse,
    outside,
    store,
    open,
    say,
    async [Symbol.asyncDispose]() {
      await langfuse[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe('Langfuse as the source of a prompt', () => {
  it('gives its version a hash of ours beside its own number, and keeps it among the versions', async () => {
    await using room = await start();
    const source = room.open();
    const prompt = await source.get('greet');
    expect(prompt.langfuseVersion).toBe(3);
    expect(prompt.render({ who: 'Ana', boundary: 'x' })).toEqual([{ role: 'user', content: 'Good day Ana' }]);
    expect(await room.store.prompts.getVersion('greet', prompt.version)).toMatchObject({ name: 'greet' });
    // By its hash it is found whoever made it.
    expect((await source.get('greet', prompt.version)).version).toBe(prompt.version);
    expect(room.langfuse.asked).toEqual(['/api/public/v2/prompts/greet?label=production']);
  });

  it('leaves prompts that are not in the setting to the files', async () => {
    await using room = await start();
    expect((await room.open(['other']).get('greet')).version).toBe(ours);
    expect(room.langfuse.asked).toEqual([]);
    expect((await room.open(['*']).get('greet')).langfuseVersion).toBe(3);
  });

  it('asks again after 60 seconds, beside the run that goes on with what is known', async () => {
    await using room = await start();
    const source = room.open();
    await source.get('greet');
    room.say(4, 'Welcome {{who}}');
    await room.outside.clock.advance(59_999);
    expect((await source.get('greet')).langfuseVersion).toBe(3);
    await source.idle();
    expect(room.langfuse.asked).toHaveLength(1);
    await room.outside.clock.advance(1);
    expect((await source.get('greet')).langfuseVersion).toBe(3);
    await source.idle();
    expect((await source.get('greet')).langfuseVersion).toBe(4);
    expect(room.langfuse.asked).toHaveLength(2);
  });

  it('asks once for everybody who comes at the same time', async () => {
    await using room = await start();
    const source = room.open();
    await Promise.all(Array.from({ length: 20 }, () => source.get('greet')));
    expect(room.langfuse.asked).toHaveLength(1);
  });

  it('after an invalidation gives the new version to the next run', async () => {
    await using room = await start();
    const source = room.open();
    await source.get('greet');
    room.say(4, 'Welcome {{who}}');
    source.invalidate('greet-people');
    expect((await source.get('greet')).langfuseVersion).toBe(3);
    source.invalidate('greet');
    expect((await source.get('greet')).langfuseVersion).toBe(4);
    await source.idle();
  });

  it.each(['error', 'html', 'redirect'] as const)(
    'runs its last good version when Langfuse answers with %s',
    async (mood) => {
      await using room = await start();
      await room.open().get('greet');
      room.langfuse.mood = mood;
      const source = room.open();
      expect(await source.get('greet')).toMatchObject({ langfuseVersion: 3 });
      expect(source.states()).toMatchObject([
        { remoteVersion: 3, failure: expect.stringContaining('Langfuse') as string },
      ]);
      // For a while nobody pays for asking again.
      await source.get('greet');
      await source.idle();
      expect(room.langfuse.asked).toHaveLength(2);
      room.langfuse.mood = 'answer';
      room.say(5, 'Back {{who}}');
      await room.outside.clock.advance(10_000);
      await source.get('greet');
      await source.idle();
      expect((await source.get('greet')).langfuseVersion).toBe(5);
      expect(source.states()).toMatchObject([{ failure: null }]);
    },
  );

  it.each(['hang', 'half'] as const)(
    'gives up after 1.5 s when Langfuse is slow (%s), also after a new start',
    async (mood) => {
      await using room = await start();
      await room.open().get('greet');
      room.langfuse.mood = mood;
      const source = room.open();
      const asked = source.get('greet');
      await until(() => room.langfuse.asked.length === 2);
      await room.outside.clock.advance(1500);
      expect((await asked).langfuseVersion).toBe(3);
      expect(source.states()[0]?.failure).toBe('Langfuse did not answer within 1.5 s.');
    },
  );

  it('runs the version of the files where Langfuse never answered', async () => {
    await using room = await start();
    const away = { ...room.langfuse.server, baseUrl: 'http://127.0.0.1:1' };
    const source = room.open(['greet'], away);
    expect((await source.get('greet')).version).toBe(ours);
    expect(source.states()).toMatchObject([{ version: null, failure: 'Langfuse cannot be reached.' }]);
  });

  it('says so where the keys are wrong, and never shows them', async () => {
    await using room = await start();
    const source = room.open(['greet'], { ...room.langfuse.server, secretKey: 'sk-lf-wrong' });
    expect((await source.get('greet')).version).toBe(ours);
    expect(source.states()[0]?.failure).toBe('Langfuse refused the keys (HTTP 401).');
    expect(JSON.stringify([source.states(), room.outside.logged])).not.toContain('sk-lf');
  });

  it.each([
    ['uses a variable that the program does not give', 'Hello {{nobody}}', 'uses nobody'],
    ['has placeholders instead of messages', [{ type: 'placeholder', name: 'history' }], 'content.0'],
    ['is empty', '  ', 'content.0'],
  ])('does not run a version that %s', async (_what, prompt, reason) => {
    await using room = await start();
    const source = room.open();
    await source.get('greet');
    room.langfuse.prompts.splice(0, 1, { name: 'greet', version: 4, labels: ['production'], prompt });
    source.invalidate('greet');
    expect((await source.get('greet')).langfuseVersion).toBe(3);
    expect(source.states()[0]?.failure).toContain(reason);
  });

  it('takes messages and parameters of a chat prompt', async () => {
    await using room = await start();
    room.langfuse.prompts.splice(0, 1, {
      name: 'greet',
      version: 9,
      labels: ['production'],
      prompt: [
        { type: 'chatmessage', role: 'system', content: 'Be kind.' },
        { role: 'user', content: '{{who}}' },
      ],
      config: { temperature: 0.2, max_tokens: 300, model: 'gpt', supported_languages: ['en'] },
    });
    const prompt = await room.open().get('greet');
    expect(prompt.config).toEqual({ temperature: 0.2, maxOutputTokens: 300 });
    expect(prompt.render({ who: 'Ana' })).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Ana' },
    ]);
  });

  it('is asked for anew by every process once one of them hears that it changed', async () => {
    await using room = await start();
    const ends = memoryNews(2).map((news) => {
      const source = room.open();
      return { source, shared: shareInvalidation(source, news) };
    });
    const versions = () => Promise.all(ends.map(async ({ source }) => (await source.get('greet')).langfuseVersion));
    expect(await versions()).toEqual([3, 3]);
    room.say(4, 'Good evening {{who}}');
    // Still fresh, so nobody asks.
    expect(await versions()).toEqual([3, 3]);
    ends[0]?.shared.invalidate('greet');
    expect(await versions()).toEqual([4, 4]);
  });
});
