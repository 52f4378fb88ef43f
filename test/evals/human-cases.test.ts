import { describe, expect, test } from 'vitest';
import type { ScorerInput } from '../../src/core/summary.ts';
import { noUsage } from '../../src/core/summary.ts';
import { scorerRegistry } from '../../src/evals/scorer-registry.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

/** What the page says; a fact for each line, in this order. */
const page = [
  'The ferry line moved its timetable service from one server to three in March 2024.',
  'Median response time fell from 420 ms to 95 ms after the move.',
  'The team of four spent six weeks on the migration and found no lost bookings.',
  'Costs rose by 12 percent, because each region now keeps its own copy of the data.',
  'The old server will be kept as a read-only archive until the end of 2025.',
  'Mira Okafor, who led the work, says that tests with real traffic mattered most.',
  'A second project will look at ticket sales, but no date has been set.',
];

const use = { provider: 'p', model: 'm', promptName: null, promptVersion: null, usage: noUsage, costUsd: 0 };

/** A draft of one sentence that cites these facts. */
function inputOf(text: string, factIds: number[]): ScorerInput {
  return {
    evidence: sampleEvidence(page, { title: 'Three servers for a timetable' }),
    factSheet: {
      facts: page.map((fact, index) => ({ id: index + 1, text: fact, snippetIds: [index + 1] })),
      unknowns: [],
      coverageAssessment: '',
      droppedFactCount: 0,
      toolCalls: [],
      use,
    },
    draft: { form: 'short', tldr: [], summary: [{ text, factIds }], projects: [], similarTech: [], use },
    themes: [],
    length: 'normal',
  };
}

const passes = (id: string, text: string, factIds: number[]): boolean => {
  const scorer = scorerRegistry.get(id);
  if (scorer.kind !== 'code') throw new Error(`${id} asks a model`);
  return scorer.score(inputOf(text, factIds))?.passed ?? false;
};

describe('grounding: would a person say that the page says it?', () => {
  test.each<[boolean, string, number[]]>([
    [true, 'The timetable service of the ferry line runs on three servers since March 2024.', [1]],
    [true, 'After the move the median response time fell from 420 ms to 95 ms.', [2]],
    [true, 'Costs rose by 12 percent, since each region keeps its own copy of the data.', [4]],
    [true, 'The old server stays as a read-only archive until the end of 2025.', [5]],
    [true, 'No bookings were lost in the six weeks of migration.', [3]],
    [false, 'The team lost bookings during the migration.', [3]],
    [false, 'Median response time fell from 420 ms to 59 ms after the move.', [2]],
    [false, 'Mira Okafor, who led the work, was hired from a bank.', [6]],
    [false, 'The ferry line is the first in Europe to use three servers.', [1]],
    [false, 'Passengers are delighted with the excellent new timetable service.', [1]],
  ])('%s: %s', (expected, text, factIds) => {
    expect(passes('grounding', text, factIds)).toBe(expected);
  });

  // Words are compared, not meanings: what is wrong in one common word alone is for a judge to see.
  test.each([
    ['an opposite', 'Costs fell by 12 percent, because each region now keeps its own copy.', [4]],
    ['a detail in common words', 'The second project on ticket sales starts in the autumn.', [7]],
  ])('does not see %s', (_what, text, factIds) => {
    expect(passes('grounding', text, factIds)).toBe(true);
  });

  test('a sentence is held against what it cites, not against the whole page', () => {
    expect(passes('grounding', 'Median response time fell from 420 ms to 95 ms after the move.', [5])).toBe(false);
  });
});

describe('number_fidelity: would a person find the number on the page?', () => {
  test.each<[boolean, string]>([
    [true, 'It fell from 420 milliseconds to 95 ms.'],
    [true, 'Costs rose by 12%.'],
    [true, 'Four people worked 6 weeks.'],
    [true, 'The archive stays until 2025.'],
    [false, 'It fell from 420 s to 95 ms.'],
    [false, 'Costs rose by 21 percent.'],
    [false, 'Five people worked six weeks.'],
    [false, 'The archive stays until 2026.'],
    [false, 'It fell by 77 percent.'],
  ])('%s: %s', (expected, text) => {
    expect(passes('number_fidelity', text, [1])).toBe(expected);
  });
});

describe('citation_alignment: would a person cite this for it?', () => {
  test.each<[boolean, string, number[]]>([
    [true, 'Median response time fell from 420 ms to 95 ms.', [2]],
    [true, 'Response time fell to 95 ms while costs rose by 12 percent.', [2, 4]],
    [true, 'The move to three servers took a team of four six weeks.', [1, 3]],
    [false, 'Median response time fell from 420 ms to 95 ms.', [6]],
    [false, 'The old server will be kept as a read-only archive.', [3, 7]],
    [false, 'Costs rose by 12 percent.', []],
  ])('%s: %s cites %j', (expected, text, factIds) => {
    expect(passes('citation_alignment', text, factIds)).toBe(expected);
  });
});
