import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const runbook = readme.slice(readme.indexOf('\n## Runbook\n'), readme.indexOf('\n## Upgrading and going back\n'));
const names: readonly [RegExp, string][] = [
  [/^(\/monitor \w+) NAME$/, '$1 summaries'],
  [/^(\/prompt \w+) NAME$/, '$1 stage-b'],
  [/ RULE$/, ' error-rate'],
  [/ DATASET$/, ' smoke'],
  [/ ID$/, ' 00000000000000000000000000000000'],
];
const commands = [...runbook.matchAll(/`(\/[a-z][^`]*)`/g)]
  .map((match) => match[1] ?? '')
  .filter((text) => !/^\/(?:health\/|health$)/.test(text))
  .map((text) => names.reduce((typed, [pattern, by]) => typed.replace(pattern, by), text));

test('every command of the runbook is one that Gloss knows', async () => {
  expect(commands.length).toBeGreaterThan(12);
  await using app = await startTestApp();
  const admin = 'U0LOCALDSGN';
  const answers = async (): Promise<string[]> =>
    (await app.client.call('history', { user: admin, channel: app.channel, limit: 200 })).messages
      .filter(({ ephemeralFor }) => ephemeralFor === admin)
      .map(({ text }) => text ?? '');
  for (const typed of new Set(commands)) {
    const [command = '', ...rest] = typed.split(' ');
    const before = (await answers()).length;
    await app.client.call('command', { user: admin, channel: app.channel, command, text: rest.join(' ') });
    await expect
      .poll(async () => (await answers()).length, { timeout: 10_000, message: typed })
      .toBeGreaterThan(before);
  }
  const wrong = (await answers()).filter((text) => /I do not know|Usage:|not understand|does not belong/.test(text));
  expect(wrong).toEqual([]);
}, 120_000);
