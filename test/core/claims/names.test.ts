import { describe, expect, it } from 'vitest';
import { createNameIndex, findNames } from '../../../src/core/claims/names.ts';

describe('findNames', () => {
  it.each([
    ['Kestrel 4.2 is a build tool by Anna Schmidt.', ['Kestrel', 'Anna', 'Schmidt']],
    ['The README says that SQLite and Node.js work.', ['README', 'SQLite', 'Node.js']],
    ['Researchers at Northwick found it.', ['Northwick']],
    ['Employees like GPT-4.', ['GPT-4']],
    ['Kubernetes runs it.', ['Kubernetes']],
    ['It works, and I like it.', []],
  ])('of "%s"', (sentence, names) => expect(findNames(sentence)).toEqual(names));

  it('takes only technical names in German, where every noun has a capital', () => {
    expect(findNames('Die Regelung nutzt PostgreSQL und das Wetter.', 'de')).toEqual(['PostgreSQL']);
  });

  it('finds Latin names in CJK text and no others', () => {
    expect(findNames('全部图像保存在MinIO上。', 'zh')).toEqual(['MinIO']);
  });
});

describe('createNameIndex', () => {
  const index = createNameIndex(
    'Tern 1.0 by Rosa Venn needs Node.js 20; the large language model ran on 2026-03-01 under Apache-2.0.',
  );
  it.each([
    ['Tern', true],
    ["Venn's", true],
    ['Node.js', true],
    ['Apache-2.0', true],
    ['LLM', true],
    ['March', true],
    ['API', true],
    ['Tern-based', true],
    ['June', false],
    ['Node.ts', false],
    ['Falcon', false],
    ['GPT-4', false],
  ])('knows %s: %s', (name, expected) => expect(index.has(name)).toBe(expected));
});
