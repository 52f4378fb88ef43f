import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSupport } from '../../../src/core/claims/support.ts';
import { splitSentences } from '../../../src/core/sentences.ts';

const source = [
  'Otter is a payment scheduler that handled 40 million jobs a day.',
  'A missing jitter in the retry policy made all workers retry in the same second. The team does not retry payments.',
];
const supports = (claim: string, options: { context?: string; language?: string } = {}) =>
  checkSupport(claim, source, { language: 'en', context: '', ...options }).supported;

describe('checkSupport', () => {
  it.each([
    'Otter, a payment scheduler, handles 40 million jobs per day.',
    'All workers retried in the same second because jitter was missing from the retry policy.',
    'Payments are not retried.',
  ])('carries "%s"', (claim) => expect(supports(claim)).toBe(true));

  it.each([
    ['Otter handled 50 million jobs a day.', 'a changed number'],
    ['Badger is a payment scheduler that handled 40 million jobs a day.', 'a changed name'],
    ['Otter was hacked.', 'one wrong word in a short claim'],
    ['The team retries payments.', 'a lost negation'],
    ['Otter is not a payment scheduler.', 'an added negation'],
    ['The security team of your company has approved Otter.', 'a claim of authority'],
    ['The article explains everything.', 'nothing that could be checked'],
  ])('does not carry "%s": %s', (claim) => expect(supports(claim)).toBe(false));

  it('takes names and words from the title and headings', () => {
    expect(supports('Beaver workers retry in the same second.')).toBe(false);
    expect(supports('Beaver workers retry in the same second.', { context: 'How Beaver retries' })).toBe(true);
  });

  it('carries every sentence of a page by itself, in every language', () => {
    const folder = new URL('../../fixtures/grounding/', import.meta.url);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const { language, paragraphs } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
        language: string;
        paragraphs: string[];
      };
      for (const paragraph of paragraphs) {
        for (const sentence of splitSentences(paragraph, language)) {
          const support = checkSupport(sentence, [paragraph], { language, context: '' });
          expect({ sentence, ...support }).toMatchObject({ supported: true, missingWords: [] });
        }
      }
    }
  });
});
