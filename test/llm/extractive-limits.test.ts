import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../src/core/sentences.ts';
import { extractFacts } from '../../src/llm/extractive/extract-facts.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

function factTexts(title: string | null, ...paragraphs: string[]): string[] {
  const { snippets, domain } = sampleEvidence(paragraphs);
  return extractFacts({ title, domain, language: 'en', coverage: 'full', snippets, links: [] }).key_facts.map(
    (fact) => fact.fact,
  );
}

/** What the writer without a model does badly, kept here so that a change for the better (or worse) is noticed. */
describe('known limits of the extractive writer', () => {
  it('cuts a product name that ends in a stop', () => {
    expect(splitSentences('The maker hopes to sell the ID. BUGGY in Europe next year.')).toHaveLength(2);
  });

  it('keeps slogans without a verb, for it does not parse sentences', () => {
    expect(factTexts('Osprey Cloud', 'The cloud platform built for scale without surprise costs.')).toHaveLength(1);
  });

  it('takes a claim of a seller for a statement', () => {
    expect(
      factTexts('Osprey Cloud', 'Osprey Cloud is the only hosting company that customers can really trust.'),
    ).toHaveLength(1);
  });

  it('says nothing of a page whose text is all questions, steps or fragments', () => {
    expect(factTexts('How to plant tomatoes', 'Why wait until May? Seeds, soil, water', 'Ready to begin?')).toEqual([]);
  });

  it('does not notice that "the company" is another one than in the sentence left out', () => {
    const facts = factTexts(
      null,
      'What about Heron? Heron was sold.',
      'The company had lost nine million euros in three years.',
    );
    expect(facts).toEqual(['The company had lost nine million euros in three years.']);
  });
});
