import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SummaryStage } from '../../../src/core/ports.ts';
import { formatCost, formatDate, formatDuration, formatLanguage } from '../../../src/slack/blocks/format-figures.ts';
import { renderHome } from '../../../src/slack/blocks/home-view.ts';
import { literal } from '../../../src/slack/blocks/literal.ts';
import { renderNote } from '../../../src/slack/blocks/note-message.ts';
import { linkable } from '../../../src/slack/blocks/page-address.ts';
import { renderProgress } from '../../../src/slack/blocks/progress-message.ts';
import { validateMessage, validateView } from '../../../src/slack/blocks/validate-blocks.ts';
import { failedSummary, sampleSummary } from '../../support/sample-summary.ts';

const stages: SummaryStage[] = ['retrieve', 'facts', 'compose', 'gates', 'rewrite', 'post'];

describe('progress', () => {
  test.each(['plan', 'plain'] as const)('is valid at every stage in the %s form', (form) => {
    for (const stage of [null, ...stages]) {
      expect(validateMessage(renderProgress('https://a.example/x', stage, stage === 'rewrite', form))).toEqual([]);
    }
  });

  test('marks what is done, running and waiting', () => {
    const plan = renderProgress('https://a.example/x', 'compose', false, 'plan');
    expect(plan.text).toBe('Reading a.example: Writing the summary…');
    expect(JSON.stringify(plan.blocks).match(/"status":"(\w+)"/g)).toEqual(
      ['complete', 'complete', 'in_progress', 'pending', 'pending'].map((status) => `"status":"${status}"`),
    );
    const plain = JSON.stringify(renderProgress('https://a.example/x', 'compose', false, 'plain'));
    expect(plain).toContain('✓ Collecting facts');
    expect(plain).toContain('▸ Writing the summary…');
    expect(plain).toContain('○ Posting');
    expect(plain).not.toContain('Rewriting');
  });
});

describe('App Home and notes', () => {
  test('are valid, with and without links', () => {
    const settings = [{ label: 'Writer', value: 'extractive, no model' }];
    const lines = ['/summarize URL — reads a link'];
    const window = { fromMs: Date.UTC(2026, 2, 2), toMs: Date.UTC(2026, 2, 2, 9) };
    const nothing = {
      window,
      mayReadFigures: true,
      openAlerts: [],
      dashboard: null,
      budget: null,
      health: null,
      lastEval: null,
      commandLines: lines,
    };
    expect(validateView(renderHome({ ...nothing, facts: { recent: [], settings }, isAdmin: false }, 'full'))).toEqual(
      [],
    );
    const recent = [sampleSummary(), failedSummary(), failedSummary({ url: 'x', evidence: null })];
    const home = renderHome({ ...nothing, facts: { recent, settings }, isAdmin: true }, 'full');
    expect(validateView(home)).toEqual([]);
    expect(JSON.stringify(home)).toContain('A log that ferries writes');
    expect(JSON.stringify(home)).toContain('(no summary)');
  });

  test('a note holds any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string(), { maxLength: 20 }), (sentence, lines) => {
        const note = renderNote(`a${sentence}`, lines);
        expect(validateMessage(note)).toEqual([]);
        expect(JSON.stringify(note)).not.toMatch(/<[!@#]/);
      }),
    );
  });
});

describe('literal', () => {
  test('is one line without unseen characters, within its length, and stays as it is when repeated', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 50 }), (text, length) => {
        const once = literal(text, length);
        expect(once.length).toBeLessThanOrEqual(length + 0);
        expect(once).not.toMatch(/[\n\r\t\u202e]/);
        expect(once.isWellFormed()).toBe(true);
      }),
    );
    expect(literal('one two three', 9)).toBe('one two…');
    expect(literal('a\u202Eb\u200Bc')).toBe('abc');
    expect(literal('Vec<#name> <!channel>')).toBe('Vec<\u2060#name> <\u2060!channel>');
  });
});

test('figures are read by people', () => {
  expect([null, 0, 0.00001, 0.0042, 0.031, 1.5].map(formatCost)).toEqual([
    'cost unknown',
    'no cost',
    'under $0.0001',
    '$0.0042',
    '$0.0310',
    '$1.50',
  ]);
  expect([0, 840, 12_300, 125_000].map(formatDuration)).toEqual(['0.0 s', '0.8 s', '12 s', '2 min 5 s']);
  expect(['2026-02-11', '2026-02-11T10:00:00Z', '2026-02-31', 'yesterday', null].map(formatDate)).toEqual([
    '11 Feb 2026',
    '11 Feb 2026',
    null,
    null,
    null,
  ]);
  expect(['de', 'und', 'x<y', 'qq'].map(formatLanguage)).toEqual(['German', null, null, null]);
});

test('a link target has no user name and nothing that could end it', () => {
  expect(linkable('https://user:pw@www.a.example/x|y?z=<1>')).toEqual({
    url: 'https://www.a.example/x%7Cy?z=%3C1%3E',
    host: 'a.example',
  });
  expect(linkable('javascript:alert(1)')).toBeNull();
  expect(linkable(`https://a.example/${'x'.repeat(3000)}`)).toBeNull();
});
