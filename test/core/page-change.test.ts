import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence } from '../../src/core/evidence.ts';
import { comparePages } from '../../src/core/page-change.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

const page = (...paragraphs: string[]): Evidence => sampleEvidence(paragraphs);

test('a changed, an added and a removed paragraph are told apart, in page order', () => {
  const { change, places } = comparePages(
    page('One.', 'Two costs 4 euros.', 'Three.', 'Four.'),
    page('One.', 'Two costs 5 euros.', 'Three.', 'New.', 'And more.'),
  );
  expect(change).toEqual({ changed: 2, added: 1, removed: 0, unchanged: 2 });
  expect(places).toEqual([
    { before: 'Two costs 4 euros.', after: 'Two costs 5 euros.' },
    { before: 'Four.', after: 'New.' },
    { before: null, after: 'And more.' },
  ]);
  expect(comparePages(page('One.', 'Two.'), page('Two.')).change).toEqual({
    changed: 0,
    added: 0,
    removed: 1,
    unchanged: 1,
  });
});

test('how a paragraph is cut into snippets is no change, nor is a linked page that was read besides', () => {
  const before = page('One long paragraph.', 'Two.');
  const [first, second] = before.snippets;
  if (!first || !second) throw new Error('the page has two snippets');
  const cut: Evidence = {
    ...before,
    snippets: [
      { ...first, text: 'One long' },
      { ...first, id: 2, text: 'paragraph.' },
      { ...second, id: 3 },
      { ...second, id: 4, sourceId: 2, text: 'Elsewhere.' },
    ],
  };
  expect(comparePages(before, cut).change).toEqual({ changed: 0, added: 0, removed: 0, unchanged: 2 });
});

test('counts add up to both pages, and a page is unchanged against itself', () => {
  const paragraphs = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });
  fc.assert(
    fc.property(paragraphs, paragraphs, (before, after) => {
      const { change, places } = comparePages(page(...before), page(...after));
      expect(change.changed + change.removed + change.unchanged).toBe(before.length);
      expect(change.changed + change.added + change.unchanged).toBe(after.length);
      expect(places).toHaveLength(change.changed + change.added + change.removed);
      expect(comparePages(page(...before), page(...before)).places).toEqual([]);
    }),
  );
});

test('two long pages that share nothing are compared in no time', () => {
  const many = (word: string) => page(...Array.from({ length: 3000 }, (_, index) => `${word} ${index}`));
  expect(comparePages(many('old'), many('new')).change).toMatchObject({ changed: 3000, unchanged: 0 });
});
