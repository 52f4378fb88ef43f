import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { parseDatasetFile, toDatasetItem, toFileItem } from '../../src/datasets/dataset-file.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

const url = 'https://heron.example/notes';
const parse = (value: unknown) => parseDatasetFile('smoke.json', JSON.stringify(value));

function problemOf(value: unknown): string {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_dataset_file') return error.message;
    throw error;
  }
  throw new Error('no problem was found');
}

function outcomeOf(json: string): string {
  try {
    parseDatasetFile('any.json', json);
    return 'read';
  } catch (error) {
    return error instanceof AppError && error.code === 'bad_dataset_file' ? 'refused' : String(error);
  }
}

describe('a dataset file', () => {
  test('holds items, whose missing fields are empty', () => {
    const file = parse({ description: 'Pages.', items: [{ id: 'a', url }] });
    expect(file.items).toEqual([
      {
        id: 'a',
        url,
        slackText: '',
        query: null,
        queryType: null,
        expectedTheme: null,
        referenceResponse: null,
        cluster: null,
        tags: [],
        notes: null,
        evidence: null,
      },
    ]);
  });

  test('may be a bare list with names in snake case', () => {
    const file = parse([{ id: 'a', url, slack_text: `See ${url}`, expected_theme: 'Reliability' }]);
    expect(file.items[0]).toMatchObject({ slackText: `See ${url}`, expectedTheme: 'Reliability' });
  });

  test('gives back what was stored of it', () => {
    const evidence = sampleEvidence(['Heron keeps its index in memory.'], { url });
    const [item] = parse([{ id: 'a', url, tags: ['docs'], evidence }]).items;
    if (item === undefined) throw new Error('no item');
    expect(item.evidence).toEqual(evidence);
    expect(toFileItem(toDatasetItem(item, 'file', 5))).toEqual(item);
  });

  test.each([
    [{ items: [] }, 'smoke.json, description: '],
    [
      [
        { id: 'a', url },
        { id: 'b', url: 'ftp://x.example/' },
      ],
      'smoke.json, item 2 ("b"), url: must be an http or https',
    ],
    [[{ id: 'a b', url }], 'smoke.json, item 1 ("a b"), id: must be 1 to 80 letters'],
    [[{ id: 'a', url, tags: ['Docs'] }], 'smoke.json, item 1 ("a"), tags.0: must be lower case'],
    [[{ id: 'a', url, theme: 'x' }], 'smoke.json, item 1 ("a"), the whole: Unrecognized key: "theme"'],
    [
      [
        { id: 'a', url },
        { id: 'a', url },
      ],
      'smoke.json, item 2 ("a"), id: item 1 has it too',
    ],
    [[7], 'smoke.json, item 1, the whole: '],
    ['text', 'smoke.json, the whole: '],
    [
      [{ id: 'a', url, evidence: { ...sampleEvidence(['One.']), wordCount: -1 } }],
      'smoke.json, item 1 ("a"), evidence.wordCount: ',
    ],
    [
      [
        {
          id: 'a',
          url,
          evidence: { ...sampleEvidence(['One.']), sources: [{ ...sampleEvidence(['x']).sources[0], id: 2 }] },
        },
      ],
      'evidence.snippets.0.sourceId: must be the id of a source',
    ],
  ])('names file, item, key and what is allowed: %j', (value, expected) => {
    expect(problemOf(value)).toContain(expected);
  });

  test('tells at most ten problems and how many more there are', () => {
    const lines = problemOf(Array.from({ length: 13 }, (_, index) => ({ id: `i${index}` }))).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('and 3 more.');
  });

  test('that is no JSON says so', () => {
    expect(() => parseDatasetFile('smoke.json', '{')).toThrow('smoke.json is not JSON');
  });

  test('of any form is read or refused, never thrown over', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(['read', 'refused']).toContain(outcomeOf(json));
      }),
    );
  });
});
