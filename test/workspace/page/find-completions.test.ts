import { describe, expect, it } from 'vitest';
import { findCommand, findCompletions } from '../../../src/workspace/page/find-completions.ts';

const sources = {
  commands: [
    { command: '/summarize', description: 'Summarize a link', usageHint: 'URL' },
    { command: '/links', description: 'Find links', usageHint: '' },
  ],
  people: [
    { name: 'designer', realName: 'Dana Signer' },
    { name: 'gloss', realName: 'Gloss' },
  ],
  channels: ['general', 'links'],
};
const labels = (text: string, caret = text.length) =>
  findCompletions(text, caret, sources)?.options.map((option) => option.label);

describe('findCompletions', () => {
  it('offers commands only at the beginning', () => {
    expect(labels('/')).toEqual(['/summarize URL', '/links']);
    expect(labels('/li')).toEqual(['/links']);
    expect(labels('see /li')).toBeUndefined();
    expect(labels('/links recent')).toBeUndefined();
  });

  it('offers people by handle and by any of their names', () => {
    expect(labels('hi @')).toEqual(['@designer', '@gloss']);
    expect(labels('hi @sig')).toEqual(['@designer']);
    expect(labels('mail a@b')).toBeUndefined();
  });

  it('offers channels and tells where the typed piece begins', () => {
    expect(findCompletions('in #ge now', 6, sources)).toMatchObject({ from: 3, options: [{ insert: '#general ' }] });
  });

  it('knows the command whose arguments are typed', () => {
    expect(findCommand('/links recent', sources.commands)?.command).toBe('/links');
    expect(findCommand('/links', sources.commands)).toBeNull();
    expect(findCommand('/other x', sources.commands)).toBeNull();
  });
});
