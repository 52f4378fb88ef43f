import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../../src/core/summary.ts';
import type { Evidence } from '../../../src/core/evidence.ts';
import { degradeBlocks } from '../../../src/slack/blocks/degrade-blocks.ts';
import { renderEvidenceModal } from '../../../src/slack/blocks/evidence-modal.ts';
import { renderFailure } from '../../../src/slack/blocks/failure-message.ts';
import { renderSummary } from '../../../src/slack/blocks/summary-message.ts';
import { validateMessage, validateView } from '../../../src/slack/blocks/validate-blocks.ts';
import { failedSummary, sampleSummary } from '../../support/sample-summary.ts';

/** Every value of every key `name`, at any depth. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (key === name ? [child] : valuesOf(child, name)));
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

const shownText = (message: { blocks: unknown }) =>
  valuesOf(message.blocks, 'text')
    .flatMap((text) => (typeof text === 'string' ? [text] : valuesOf(text, 'text')))
    .join('\n');

describe('renderSummary', () => {
  test('shows the parts in order, with figures and buttons', () => {
    const message = renderSummary(sampleSummary(), { up: 2, down: 0 });
    const text = shownText(message);
    const order = [
      'A log that ferries writes',
      '<https://www.ferry.example/log|ferry.example>',
      'Ines Marlow · 11 Feb 2026 · 6 min read · English',
      'TLDR',
      'Summary',
      'Sentence 12',
      'How can this be used in our projects?',
      'Reliability',
      'Similar tech',
      'Kestrel',
      'read 31 of 78 paragraphs · gpt-5-mini · $0.0042 · 12 s',
      'Not the whole page',
      'aimed at AI',
      'Where from?',
      'Shorter',
      'Longer',
      'Again',
      '👍 2',
      '👎',
    ];
    const positions = order.map((part) => text.indexOf(part));
    expect(positions).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(message.text).toBe(
      'Summary of A log that ferries writes (ferry.example): Ferry is a replicated log. Followers catch up by offset. Replay is fast.',
    );
    expect(validateMessage(message)).toEqual([]);
  });

  test('marks what was made without a model and what is short', () => {
    const sample = sampleSummary({ costUsd: 0 });
    const draft: Draft = {
      ...sample.draft!,
      form: 'short',
      use: { ...sample.draft!.use, provider: 'extractive', model: 'extractive' },
    };
    const text = shownText(renderSummary({ ...sample, draft }));
    expect(text).toContain('(drafts, made without a model)');
    expect(text).toContain('extractive, no model · no cost');
    expect(text).toContain('Short form: the page does not carry a full summary.');
    const asked = renderSummary({ ...sample, draft, length: 'short' });
    expect(shownText(asked)).toContain('Short form, as asked.');
    expect(valuesOf(asked.blocks, 'action_id')).toEqual([
      'where_from',
      'longer',
      'again',
      'vote_up',
      'vote_down',
      'summary_menu',
    ]);
  });

  test('an unknown cost is not shown as nothing', () => {
    expect(shownText(renderSummary(sampleSummary({ costUsd: null })))).toContain('cost unknown');
  });

  test('says what did not fit into one message', () => {
    const sample = sampleSummary();
    const summary = Array.from({ length: 40 }, (_, index) => ({
      text: `${index} ${'word '.repeat(120)}.`,
      factIds: [1],
    }));
    const message = renderSummary({ ...sample, draft: { ...sample.draft!, summary } });
    expect(validateMessage(message)).toEqual([]);
    expect(shownText(message)).toMatch(/\d+ sentences or ideas did not fit into one Slack message\./);
  });

  test('a failed run gives the failure note, without anything of the page', () => {
    const message = renderSummary(failedSummary());
    expect(message).toEqual(renderFailure(failedSummary()));
    const text = shownText(message);
    expect(text).toContain('No summary of the link to ferry.example. ');
    expect(text).toContain('The page did not answer within 20 seconds.');
    expect(text).toContain('Id for questions: 4bf92f35');
    expect(text).toContain('Retry');
    expect(JSON.stringify(message)).not.toContain('A log that ferries writes');
    expect(validateMessage(message)).toEqual([]);
  });
});

/** Text as hostile pages and models write it. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '<!channel> now',
    '<@U0ADMIN>',
    '<#C1|general>',
    '<https://evil.example/x|the page>',
    'https://evil.example/login',
    '&lt;!here&gt;',
    'ht\u200Btp://evil.example/',
    '*bold* _it_ ~no~ `x`',
    '> quote\n\n- a\n',
    '\u202Eabc',
    '<\u200B!channel>',
    '<\u2060!channel>',
    '<!subteam^S1|@all>',
    'a'.repeat(5000),
    '<&>'.repeat(2000),
    'x\ud800',
  ),
  fc.tuple(fc.constantFrom('<!', '<@', '<#', 'http://'), fc.string()).map((parts) => parts.join('')),
);
const sentences = fc.array(
  fc.record({ text: hostile, factIds: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 }) }),
  { maxLength: 40 },
);
const summaries = fc
  .record({
    title: fc.option(hostile),
    author: fc.option(hostile),
    publishedAt: fc.option(hostile),
    domain: hostile,
    language: fc.oneof(fc.constantFrom('en', 'de', 'und', 'xx'), hostile),
    adapter: fc.constantFrom('generic', 'arxiv', 'unknown'),
    finalUrl: fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), hostile),
    url: fc.oneof(fc.webUrl(), hostile),
    coverage: fc.constantFrom('full' as const, 'partial' as const),
    reason: fc.option(hostile),
    notices: fc.array(hostile, { maxLength: 20 }),
    snippets: fc.array(hostile, { maxLength: 6 }),
    tldr: sentences,
    summary: sentences,
    projects: fc.array(fc.record({ theme: hostile, text: hostile, factIds: fc.constant<number[]>([1]) }), {
      maxLength: 12,
    }),
    similarTech: fc.array(fc.record({ name: hostile, text: hostile, factIds: fc.constant<number[]>([2]) }), {
      maxLength: 12,
    }),
    model: hostile,
    failed: fc.boolean(),
    message: hostile,
    votes: fc.record({ up: fc.nat(), down: fc.nat() }),
  })
  .map((given) => {
    const sample = sampleSummary();
    const evidence: Evidence = {
      ...sample.evidence!,
      domain: given.domain,
      language: given.language,
      adapter: given.adapter,
      finalUrl: given.finalUrl,
      sources: [
        { ...sample.evidence!.sources[0]!, title: given.title, author: given.author, publishedAt: given.publishedAt },
      ],
      coverage: given.coverage,
      coverageReason: given.reason,
      notices: given.notices.map((message) => ({ code: 'x', message })),
      snippets: given.snippets.map((text, index) => ({
        id: index + 1,
        sourceId: 1,
        text,
        headingPath: [],
        position: index,
      })),
    };
    const facts = given.snippets.map((text, index) => ({ id: index + 1, text, snippetIds: [index + 1, 99] }));
    const draft: Draft = {
      ...sample.draft!,
      tldr: given.tldr,
      summary: given.summary,
      projects: given.projects,
      similarTech: given.similarTech,
      use: { ...sample.draft!.use, model: given.model },
    };
    const summary = sampleSummary({
      url: given.url,
      evidence,
      factSheet: { ...sample.factSheet!, facts },
      draft,
      ...(given.failed
        ? {
            outcome: 'failed' as const,
            failure: { code: 'x', message: given.message, hint: given.message, retryable: false },
          }
        : {}),
    });
    return { summary, votes: given.votes };
  });

/** Links built by code start with the page's own address; nothing else may be clickable. */
function foreignLinks(value: unknown, allowed: readonly string[]): unknown[] {
  const markup = stringsOf(value).flatMap((text) => text.match(/<https?:[^|>]*/g) ?? []);
  const urls = [...valuesOf(value, 'url'), ...markup.map((link) => link.slice(1).replaceAll('&amp;', '&'))];
  const hosts = allowed.flatMap((url) => URL.parse(url.trim())?.hostname.replace(/\.+$/, '') ?? []);
  return urls.filter((url) => !hosts.includes(URL.parse(String(url))?.hostname ?? 'none'));
}

describe('whatever a page or a model says', () => {
  test('the message is valid, pings nobody and links only to the page', () => {
    fc.assert(
      fc.property(summaries, ({ summary, votes }) => {
        const message = renderSummary(summary, votes);
        const plain = { text: message.text, blocks: degradeBlocks(message.blocks) };
        expect(validateMessage(message)).toEqual([]);
        expect(validateMessage(plain).filter((problem) => !problem.message.includes('a message takes about'))).toEqual(
          [],
        );
        expect(JSON.stringify([message, plain])).not.toMatch(/<[!@#]/);
        expect(message.text).not.toMatch(/[a-z]:\/\/|[<>]/i);
        expect(foreignLinks([message, plain], [summary.url, summary.evidence!.finalUrl])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('every page of Where from? is valid, pings nobody and links only to the page', () => {
    fc.assert(
      fc.property(summaries, fc.nat({ max: 12 }), ({ summary }, page) => {
        const view = renderEvidenceModal(summary, page);
        expect(validateView(view)).toEqual([]);
        expect(JSON.stringify(view)).not.toMatch(/<[!@#]/);
        expect(foreignLinks(view, [summary.url, summary.evidence!.finalUrl])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
