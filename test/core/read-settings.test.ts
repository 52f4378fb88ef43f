import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../../src/core/read-settings.ts';
import type { SettingSource } from '../../src/core/read-settings.ts';
import { listSettings } from '../../src/core/setting-list.ts';

const Schema = z.object({
  server: z
    .object({
      port: z.number().int().min(1).max(65_535).default(3000).describe('Port.'),
      mode: z.enum(['socket', 'http']).default('socket').describe('Mode.'),
      botToken: z.string().min(10).nullable().default(null).describe('Token.'),
      names: z.array(z.string().min(1)).default([]).describe('Names.'),
      verbose: z.boolean().default(false).describe('Verbose.'),
    })
    .prefault({}),
});
const settings = listSettings(Schema, (schema) => z.toJSONSchema(schema, { io: 'input' }));
const aliases = { PORT: ['server.port'], BOT_TOKEN: ['server.botToken'] };
const read = (environment: Record<string, string>, ...files: SettingSource[]) =>
  readSettings(Schema, settings, files, environment, aliases);

describe('readSettings', () => {
  it('gives the defaults where nothing is set', () => {
    expect(read({})).toEqual({
      ok: true,
      value: { server: { port: 3000, mode: 'socket', botToken: null, names: [], verbose: false } },
    });
  });

  it('lays the environment over the file over the defaults', () => {
    const result = read(
      { GLOSS_SERVER_PORT: '5000', GLOSS_SERVER_NAMES: 'a, b,', GLOSS_SERVER_VERBOSE: 'yes' },
      { name: 'configs/app.yaml', values: { server: { port: 4000, mode: 'http' } } },
    );
    expect(result).toMatchObject({
      ok: true,
      value: { server: { port: 5000, mode: 'http', names: ['a', 'b'], verbose: true } },
    });
  });

  it('lets the name that people expect win, and treats an empty value as not set', () => {
    expect(read({ GLOSS_SERVER_PORT: '5000', PORT: '6000', BOT_TOKEN: '' })).toMatchObject({
      ok: true,
      value: { server: { port: 6000, botToken: null } },
    });
  });

  it('reports every problem at once with place, value and what is allowed', () => {
    const result = read(
      { PORT: 'eighty', GLOSS_SERVER_MODE: 'carrier-pigeon', GLOSS_SERVER_PROT: '1', GLOSS_SERVER_VERBOSE: 'perhaps' },
      { name: 'configs/app.yaml', values: { server: { nmaes: ['x'] }, oven: 1 } },
    );
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems.map((problem) => `${problem.where} ${problem.message}`)).toEqual([
      'configs/app.yaml: server.nmaes is not a setting. Did you mean server.names?',
      'configs/app.yaml: oven is not a setting.',
      'GLOSS_SERVER_PROT is not a setting. Did you mean GLOSS_SERVER_PORT?',
      'GLOSS_SERVER_VERBOSE "perhaps" is not allowed; allowed is true or false.',
      'PORT "eighty" is not allowed; allowed is a whole number from 1 to 65535.',
      'GLOSS_SERVER_MODE "carrier-pigeon" is not allowed; allowed is one of: socket, http.',
    ]);
  });

  it('never shows the value of a secret', () => {
    const result = read({ BOT_TOKEN: 'tooshort' });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('tooshort');
  });
});
