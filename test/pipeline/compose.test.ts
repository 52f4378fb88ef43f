import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReplyForm } from '../../src/core/reply-form.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../src/core/stages.ts';
import { SummaryLength } from '../../src/core/summary.ts';
import { composeReply } from '../../src/pipeline/stages/compose.ts';
import { normaliseDraft } from '../../src/pipeline/stages/normalise-draft.ts';
import { ProjectContext } from '../../src/pipeline/settings.ts';
import { draftSample } from '../evals/draft-sample.ts';
import { testSummarizer } from './test-summarizer.ts';

const factsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, text: `Fact ${index}.`, snippetIds: [1] }));

describe('decideReplyForm', () => {
  it.each([
    [14, 'normal', 'full', 3, 3, 10, 15],
    [13, 'normal', 'full', 3, 3, 10, 15],
    [12, 'normal', 'short', 2, 3, 3, 9],
    [4, 'normal', 'short', 1, 3, 2, 4],
    [1, 'normal', 'short', 1, 3, 1, 1],
    [30, 'short', 'short', 3, 3, 4, 6],
    [30, 'long', 'full', 3, 3, 16, 24],
    [14, 'long', 'full', 3, 3, 11, 15],
  ] as const)('%i facts, %s: %s', (count, length, form, tldrMin, tldrMax, min, max) => {
    expect(decideReplyForm(factsOf(count), length)).toEqual({
      form,
      sentenceCounts: { tldr: { min: tldrMin, max: tldrMax }, summary: { min, max } },
    });
  });

  it('never asks for more sentences than there are facts, but for the one-fact page', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom(...SummaryLength.options), (count, length) => {
        const { sentenceCounts } = decideReplyForm(factsOf(count), length);
        expect(sentenceCounts.summary.min).toBeLessThanOrEqual(count);
        expect(sentenceCounts.tldr.min).toBeLessThanOrEqual(count);
        expect(sentenceCounts.summary.min).toBeLessThanOrEqual(sentenceCounts.summary.max);
      }),
    );
  });
});

describe('normaliseDraft', () => {
  const sample = draftSample();
  const input: ComposeReplyInput = {
    title: null,
    domain: 'heron.example',
    language: 'en',
    coverage: 'full',
    facts: factsOf(3),
    unknowns: [],
    themes: sample.themes,
    length: 'normal',
    form: 'short',
    sentenceCounts: { tldr: { min: 1, max: 3 }, summary: { min: 1, max: 3 } },
    failures: [],
  };
  const answer = (changes: Partial<ComposeReplyAnswer>): ComposeReplyAnswer => ({
    tldr: [],
    summary: [],
    projects: [],
    similar_tech: [],
    ...changes,
  });

  it.each([
    ['  Heron\n copies   files. ', 'Heron copies files.'],
    ['- **Heron** copies `files`.', 'Heron copies files.'],
    ['1. Heron copies *some* files.', 'Heron copies some files.'],
    ['It is 2 * 3 * 4 and snake_case_name.', 'It is 2 * 3 * 4 and snake_case_name.'],
    ['[label](https://evil.example) stays.', '[label](https://evil.example) stays.'],
    ['<!here> stays.', '<!here> stays.'],
  ])('straightens %j', (text, expected) => {
    expect(normaliseDraft(answer({ tldr: [{ text, fact_ids: [1] }] }), input, sample.draft.use).tldr[0]?.text).toBe(
      expected,
    );
  });

  it('splits entries into sentences and drops unknown facts and empty entries', () => {
    const draft = normaliseDraft(
      answer({
        summary: [
          { text: 'Heron copies. It is fast.', fact_ids: [2, 9, 2] },
          { text: ' ', fact_ids: [1] },
        ],
      }),
      input,
      sample.draft.use,
    );
    expect(draft.summary).toEqual([
      { text: 'Heron copies.', factIds: [2] },
      { text: 'It is fast.', factIds: [2] },
    ]);
  });

  it('gives themes their configured spelling and takes repeated names off', () => {
    const draft = normaliseDraft(
      answer({
        projects: [{ theme: '**reliability** —', idea: 'Reliability — try Heron.', fact_ids: [1] }],
        similar_tech: [{ name: 'Rust', why: 'Rust: it is the language.', fact_ids: [1] }],
      }),
      input,
      sample.draft.use,
    );
    expect(draft.projects[0]).toEqual({ theme: 'Reliability', text: 'try Heron.', factIds: [1] });
    expect(draft.similarTech[0]?.text).toBe('it is the language.');
  });
});

describe('stage B', () => {
  it('sees facts and themes, never page text', async () => {
    const test = testSummarizer();
    const { evidence, factSheet } = draftSample();
    const marked = {
      ...evidence,
      snippets: evidence.snippets.map((snippet) => ({ ...snippet, text: `PAGETEXT ${snippet.text}` })),
    };
    await composeReply(test.deps, marked, factSheet, {
      length: 'normal',
      failures: ['grounding: summary sentence 1 …'],
      signal: new AbortController().signal,
    });
    const [request] = test.model.requests;
    const seen = JSON.stringify([request?.messages, request?.input]);
    expect(seen).not.toContain('PAGETEXT');
    expect(seen).toContain('a file synchroniser');
    expect(seen).toContain('backups are slow');
    expect(seen).toContain('grounding: summary sentence 1');
  });
});

describe('ProjectContext', () => {
  it('reads the names of the file into those of the program', () => {
    const parsed = ProjectContext.parse({
      themes: [{ name: 'Search', success_criteria: ['fast'], keywords: ['Index'] }],
    });
    expect(parsed.themes).toEqual([
      { name: 'Search', pains: [], stack: [], successCriteria: ['fast'], keywords: ['index'] },
    ]);
  });

  it('refuses two themes of one name and unknown keys', () => {
    expect(ProjectContext.safeParse({ themes: [{ name: 'A' }, { name: 'a' }] }).success).toBe(false);
    expect(ProjectContext.safeParse({ themes: [{ name: 'A', pain: [] }] }).success).toBe(false);
  });
});
