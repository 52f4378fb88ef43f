import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReplyForm } from '../../src/core/reply-form.ts';
import { splitSentences } from '../../src/core/sentences.ts';
import { ComposeReplyAnswer, ExtractFactsAnswer } from '../../src/core/stages.ts';
import type { ComposeReplyInput, ExtractFactsInput } from '../../src/core/stages.ts';
import type { Draft, Fact, FactSheet, ProjectTheme, SummaryLength } from '../../src/core/summary.ts';
import { noUsage } from '../../src/core/summary.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { leansOnPrevious } from '../../src/llm/extractive/anaphora.ts';
import { composeReply } from '../../src/llm/extractive/compose-reply.ts';
import { extractFacts } from '../../src/llm/extractive/extract-facts.ts';
import { normaliseDraft } from '../../src/pipeline/stages/normalise-draft.ts';
import { chinesePage, germanPage, hostilePage, longPage, shortPage } from '../support/extractive-pages.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

interface Page {
  title: string | null;
  language: string;
  paragraphs: readonly string[];
}

const themes: ProjectTheme[] = [
  {
    name: 'Reliability',
    pains: ['lost jobs'],
    stack: ['OpenTelemetry'],
    successCriteria: [],
    keywords: ['queue', 'retry', 'retries', 'alert'],
  },
  {
    name: 'Data and search',
    pains: [],
    stack: ['SQLite', 'Parquet'],
    successCriteria: [],
    keywords: ['index', 'table'],
  },
];

function factsOf(page: Page): { facts: Fact[]; input: ExtractFactsInput; answer: ExtractFactsAnswer } {
  const evidence = sampleEvidence(page.paragraphs, { title: page.title, language: page.language });
  const input = {
    title: page.title,
    domain: evidence.domain,
    language: page.language,
    coverage: 'full' as const,
    snippets: evidence.snippets,
    links: [],
  };
  const answer = extractFacts(input);
  const facts = answer.key_facts.map((fact, index) => ({
    id: index + 1,
    text: fact.fact,
    snippetIds: fact.supported_by_snippet_ids,
  }));
  return { facts, input, answer };
}

function replyOf(page: Page, changes: Partial<ComposeReplyInput> = {}, length: SummaryLength = 'normal') {
  const { facts } = factsOf(page);
  const input: ComposeReplyInput = {
    title: page.title,
    domain: 'heron.example',
    language: page.language,
    coverage: 'full',
    facts,
    unknowns: [],
    themes,
    length,
    ...decideReplyForm(facts, length),
    failures: [],
    ...changes,
  };
  const answer = ComposeReplyAnswer.parse(composeReply(input));
  return { facts, input, answer, texts: [...answer.tldr, ...answer.summary].map((sentence) => sentence.text) };
}

function failedGates(page: Page, changes: Partial<ComposeReplyInput> = {}, length: SummaryLength = 'normal'): string[] {
  const { facts, input, answer } = replyOf(page, changes, length);
  const use = {
    provider: 'extractive',
    model: 'extractive-1',
    promptName: null,
    promptVersion: null,
    usage: noUsage,
    costUsd: 0,
  };
  const draft: Draft = normaliseDraft(answer, input, use);
  const factSheet: FactSheet = { facts, unknowns: [], coverageAssessment: '', droppedFactCount: 0, toolCalls: [], use };
  const evidence = sampleEvidence(page.paragraphs, { title: page.title, language: page.language });
  return scorers
    .filter((scorer) => scorer.gate)
    .map((scorer) => ({ id: scorer.id, ...scorer.score({ evidence, factSheet, draft, themes: input.themes, length }) }))
    .filter((result) => !result.passed)
    .map((result) => `${result.id}: ${result.reason}`);
}

describe('the extractive fact finder', () => {
  it('takes whole sentences word for word, each citing its snippet, in page order', () => {
    const { answer, input } = factsOf(longPage);
    expect(answer.key_facts.length).toBeGreaterThanOrEqual(18);
    expect(answer.key_facts.length).toBeLessThanOrEqual(24);
    for (const {
      fact,
      supported_by_snippet_ids: [id],
    } of answer.key_facts) {
      const snippet = input.snippets.find((candidate) => candidate.id === id);
      expect(splitSentences(snippet?.text ?? '', 'en')).toContain(fact);
    }
    const ids = answer.key_facts.map((fact) => fact.supported_by_snippet_ids[0] ?? 0);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('reads the end of a page as well as its start', () => {
    const { answer } = factsOf(longPage);
    const last = answer.key_facts.filter((fact) => (fact.supported_by_snippet_ids[0] ?? 0) >= 7);
    expect(last.length).toBeGreaterThanOrEqual(3);
  });

  it('leaves cookies, newsletters and calls to action out', () => {
    const text = factsOf(longPage)
      .facts.map((fact) => fact.text)
      .join(' ');
    expect(text).not.toMatch(/cookies|newsletter|Click here/);
  });

  it('takes neither orders to a model nor code, commands, links and floods', () => {
    const { facts } = factsOf(hostilePage);
    expect(facts.map((fact) => fact.text)).toEqual([
      'Curlew 3 runs only the tests that a change can break.',
      'The tool reads the import graph of the project and keeps it in a cache file.',
      'On a repository with 800 test files the median run fell from 6 minutes to 40 seconds.',
    ]);
  });

  it('puts a sentence that leans on another right behind it, or leaves it out', () => {
    const { facts } = factsOf(longPage);
    for (const [index, fact] of facts.entries()) {
      if (leansOnPrevious(fact.text) < 2) continue;
      const text = longPage.paragraphs.join(' ');
      expect(text).toContain(`${facts[index - 1]?.text} ${fact.text}`);
    }
  });

  it('keeps German abbreviations and ordinals in one sentence', () => {
    const { facts } = factsOf(germanPage);
    expect(facts.map((fact) => fact.text)).toContain('Der Vertrag läuft bis zum 31. Dezember 2040.');
    expect(facts.map((fact) => fact.text).join(' ')).not.toContain('Alle Rechte');
  });

  it.each([
    ['The second is the success rate by attempt number.', 2],
    ['A retry budget does: the client may spend a tenth of its traffic.', 2],
    ['The graph itself costs memory.', 1],
    ['Search then becomes a question of geometry.', 1],
    ['Write-ahead logging replaces this with one rule.', 1],
    ['Logging is the usual way to keep that promise at every commit.', 1],
    ['With NORMAL, it flushes only at checkpoints.', 1],
    ['Jitter makes each wait random, so that clients do not return together.', 0],
    ['Plover says that a table of this release is smaller.', 0],
    ['A retry makes sense when the cap is long, and this is rare.', 0],
  ])('knows whether "%s" can stand alone', (sentence, leans) => {
    expect(leansOnPrevious(sentence)).toBe(leans);
  });

  it('leaves out bylines, sponsors, invitations and cut measures, and takes the place line off a report', () => {
    const page = {
      title: null,
      language: 'en',
      paragraphs: [
        'HARWICH — The ferry to the islands runs again after nine weeks.',
        'Published on Monday by the harbour desk, 9 March 2031.',
        'Disclosure: This article about ferries was sponsored by a shipping line.',
        'Book your tickets for the next crossing here!',
        'Let’s have a look at the cabins of the new ship.',
        'Includes a large bottle for the crossing that holds 72 oz.',
      ],
    };
    expect(factsOf(page).facts.map((fact) => fact.text)).toEqual([
      'The ferry to the islands runs again after nine weeks.',
    ]);
  });

  it('drops the middle of a quotation that runs over sentences', () => {
    const page = {
      title: null,
      language: 'en',
      paragraphs: [
        'The mayor was pleased with it. “The bridge took nine years to build. Nobody believed in the project. It stands now,” she said in the hall.',
      ],
    };
    expect(factsOf(page).facts.map((fact) => fact.text)).toEqual(['The mayor was pleased with it.']);
  });

  it('gives valid answers for any text, word for word', () => {
    const word = fc.constantFrom(
      'cache',
      'Redis',
      'the',
      'fell',
      'to',
      '40',
      'percent',
      'e.g.',
      '"so',
      '(now)',
      'It',
      '<!here>',
      '数据库',
      '很快。',
      'http://x.example',
    );
    const sentence = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => `${words.join(' ')}.`);
    const paragraph = fc.array(sentence, { maxLength: 6 }).map((sentences) => sentences.join(' '));
    fc.assert(
      fc.property(
        fc.array(paragraph, { maxLength: 12 }),
        fc.constantFrom('en', 'de', 'zh', 'und'),
        (paragraphs, language) => {
          const { answer, input } = factsOf({ title: 'Redis cache', language, paragraphs });
          ExtractFactsAnswer.parse(answer);
          for (const fact of answer.key_facts) {
            const snippet = input.snippets.find((candidate) => candidate.id === fact.supported_by_snippet_ids[0]);
            expect(snippet?.text).toContain(fact.fact);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the extractive reply', () => {
  it('has exactly 3 and 10 to 15 different sentences in the full form', () => {
    const { answer, texts, input } = replyOf(longPage);
    expect(input.form).toBe('full');
    expect(answer.tldr).toHaveLength(3);
    expect(answer.summary.length).toBeGreaterThanOrEqual(10);
    expect(answer.summary.length).toBeLessThanOrEqual(15);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('begins with what the thing is', () => {
    expect(replyOf(longPage).answer.tldr[0]?.text).toBe(
      'Sandpiper is a job queue that keeps all of its state in a single SQLite file.',
    );
  });

  it('never pads a short page', () => {
    const { answer, texts, input } = replyOf(shortPage);
    expect(input.form).toBe('short');
    expect(answer.tldr.length + answer.summary.length).toBeLessThanOrEqual(4);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('says the one sentence of a one-sentence page', () => {
    const { answer } = replyOf({
      ...shortPage,
      paragraphs: ['Plover 2 reads Parquet files without loading them into memory.'],
    });
    expect([answer.tldr.length, answer.summary.length]).toEqual([1, 1]);
  });

  it('ties ideas to themes by words that both have, quoting the page', () => {
    const { answer, facts } = replyOf(longPage);
    expect(answer.projects.length).toBeGreaterThanOrEqual(3);
    expect(new Set(answer.projects.map((idea) => idea.theme)).size).toBe(2);
    for (const idea of answer.projects) {
      const fact = facts.find((candidate) => candidate.id === idea.fact_ids[0]);
      expect(idea.idea.endsWith(fact?.text ?? '?')).toBe(true);
    }
    expect(new Set(answer.projects.map((idea) => idea.fact_ids[0])).size).toBe(answer.projects.length);
  });

  it('sets a statement beside the pain of a theme that it shares words with', () => {
    const [queues, search] = themes;
    const pains = [
      'retries of every service follow a schedule of their own',
      'nobody sees the schedule that retries follow',
      'ten retries follow one schedule',
    ];
    const { answer } = replyOf(longPage, { themes: [{ ...queues!, pains }, search!] });
    const said = answer.projects.map((idea) => idea.idea).join(' ');
    expect(said).toContain(
      'This could help against “retries of every service follow a schedule of their own”: Retries follow',
    );
    // A check would look for the negation and the number on the page.
    expect(said).not.toMatch(/nobody sees|ten retries/);
    expect(failedGates(longPage, { themes: [{ ...queues!, pains }, search!] })).toEqual([]);
  });

  it('takes no idea from a word in passing, from a part of a name or from a made-up case', () => {
    const assistants: ProjectTheme = {
      name: 'AI',
      pains: [],
      stack: [],
      successCriteria: [],
      keywords: ['assistant', 'table', 'queue'],
    };
    const paragraphs = [
      'The Home Assistant update of May shows an empty start page on older tablets.',
      'Suppose a queue holds the messages of the tablets and the queue is full.',
      'The tablets of the second series need the older start page for now.',
      'A Home Assistant restart brings the start page back on most tablets.',
    ];
    const page = { title: 'Empty start page after the update', language: 'en', paragraphs };
    expect(replyOf(page, { themes: [assistants] }).answer.projects).toEqual([]);
  });

  it('has no ideas where no word is shared or no theme exists', () => {
    expect(replyOf(germanPage).answer.projects).toEqual([]);
    expect(replyOf(longPage, { themes: [] }).answer.projects).toEqual([]);
  });

  it('names only technology that the page sets beside its own', () => {
    const names = replyOf(longPage).answer.similar_tech.map((tech) => tech.name);
    expect(names).toContain('Redis');
    expect(names.every((name) => longPage.paragraphs.join(' ').includes(name))).toBe(true);
  });

  it.each<[string, Page]>([
    ['a long page', longPage],
    ['a short page', shortPage],
    ['a German page', germanPage],
    ['a Chinese page', chinesePage],
    ['a hostile page', hostilePage],
    ['a page without title', { ...longPage, title: null }],
  ])('passes every gate for %s at every length', (_name, page) => {
    for (const length of ['short', 'normal', 'long'] as const) expect(failedGates(page, {}, length)).toEqual([]);
  });

  it('leaves out what a gate named, by its words or by its place, and keeps the rest', () => {
    const { answer } = replyOf(longPage);
    const failures = [
      `grounding: "${answer.tldr[0]?.text}" is not carried.`,
      'name_fidelity: summary sentence 2 uses names that its sources do not have ("Otter"); idea 1 too.',
    ];
    const again = replyOf(longPage, { failures });
    expect(again.texts).not.toContain(answer.tldr[0]?.text);
    expect(again.texts).not.toContain(answer.summary[1]?.text);
    expect(again.answer.projects).toEqual(answer.projects.slice(1));
    expect(again.answer.tldr).toHaveLength(3);
    expect(again.answer.summary.length).toBeGreaterThanOrEqual(10);
  });

  it('has no ideas rather than fewer than three after a refusal', () => {
    const { answer } = replyOf(longPage);
    const failures = answer.projects.slice(2).map((_idea, index) => `grounding: idea ${index + 3} is not carried.`);
    expect(replyOf(longPage, { failures }).answer.projects).toEqual([]);
  });

  it('finishes facts that a model wrote without a stop', () => {
    const facts = [{ id: 7, text: 'Plover reads Parquet files', snippetIds: [1] }];
    const { answer } = replyOf(shortPage, { facts, ...decideReplyForm(facts, 'normal') });
    expect(answer.tldr).toEqual([{ text: 'Plover reads Parquet files.', fact_ids: [7] }]);
  });

  it('is the same every time', () => {
    expect(replyOf(longPage)).toEqual(replyOf(longPage));
  });
});
