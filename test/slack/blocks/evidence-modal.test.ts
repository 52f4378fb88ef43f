import { describe, expect, test } from 'vitest';
import { parseEvidencePage, renderEvidenceModal } from '../../../src/slack/blocks/evidence-modal.ts';
import { parseSummaryReference } from '../../../src/slack/blocks/summary-reference.ts';
import { textFragment } from '../../../src/slack/blocks/text-fragment.ts';
import { validateView } from '../../../src/slack/blocks/validate-blocks.ts';
import { sampleSummary } from '../../support/sample-summary.ts';

describe('Where from?', () => {
  test('shows a sentence, its facts, and the quotes with a link to the place on the page', () => {
    const view = renderEvidenceModal(sampleSummary());
    expect(validateView(view)).toEqual([]);
    expect(view.blocks[1]).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [{ type: 'text', text: 'Ferry is a replicated log.', style: { bold: true } }],
        },
        {
          type: 'rich_text_list',
          style: 'bullet',
          indent: 0,
          elements: [
            { type: 'rich_text_section', elements: [{ type: 'text', text: 'Ferry writes to an append-only log.' }] },
          ],
        },
        {
          type: 'rich_text_quote',
          elements: [
            {
              type: 'text',
              text: '“Ferry keeps writes in an append-only log and copies them to three followers before it answers the caller.” ',
            },
            {
              type: 'link',
              url: 'https://www.ferry.example/log#:~:text=Ferry%20keeps%20writes%20in%20an%20append%2Donly,followers%20before%20it%20answers%20the%20caller.',
              text: 'on ferry.example',
            },
          ],
        },
      ],
    });
  });

  test('marks a sentence that was taken word for word within its surroundings, without saying it twice', () => {
    const sample = sampleSummary();
    const sentence = 'The log is copied to three followers.';
    const text = `${'Long before it. '.repeat(30)}${sentence} It answers afterwards.`;
    const view = renderEvidenceModal({
      ...sample,
      evidence: { ...sample.evidence!, snippets: [{ ...sample.evidence!.snippets[0]!, text }] },
      factSheet: {
        ...sample.factSheet!,
        facts: [{ id: 1, text: sentence, snippetIds: [sample.evidence!.snippets[0]!.id] }],
      },
      draft: { ...sample.draft!, tldr: [{ text: sentence, factIds: [1] }], summary: [], projects: [], similarTech: [] },
    });
    expect(validateView(view)).toEqual([]);
    const parts = view.blocks.flatMap((block) =>
      block.type === 'rich_text' && 'elements' in block ? block.elements : [],
    );
    expect(parts.map((part) => part.type)).toEqual(['rich_text_section', 'rich_text_quote']);
    const quote = parts[1]!.elements;
    expect(quote[0]).toMatchObject({ text: expect.stringMatching(/^“….{100,150}before it\. $/) });
    expect(quote[1]).toEqual({ type: 'text', text: sentence, style: { bold: true } });
    expect(quote[2]).toMatchObject({ text: ' It answers afterwards.” ' });
    expect(quote[3]).toMatchObject({ url: expect.stringContaining('#:~:text=The%20log%20is%20copied') });
  });

  test('a quote from a page that was read besides links to that page', () => {
    expect(JSON.stringify(renderEvidenceModal(sampleSummary()))).toContain(
      'https://docs.ferry.example/replay#:~:text=Replay%20takes',
    );
  });

  test('pages through long summaries with buttons that carry only ids', () => {
    const first = JSON.stringify(renderEvidenceModal(sampleSummary(), 0));
    const last = JSON.stringify(renderEvidenceModal(sampleSummary(), 99));
    expect(first).toContain('"value":"sum-1:1/1"');
    expect(first).toContain('Page 1 of 2');
    expect(first).not.toContain('evidence_previous');
    expect(last).toContain('"value":"sum-1:1/0"');
    expect(last).not.toContain('evidence_next');
    expect(last).toContain('Kestrel — another append-only log.');
  });

  test('says so where nothing stands behind a line', () => {
    const sample = sampleSummary();
    const view = renderEvidenceModal({ ...sample, factSheet: { ...sample.factSheet!, facts: [] } });
    expect(JSON.stringify(view)).toContain('No fact of the page stands behind this line.');
    expect(JSON.stringify(renderEvidenceModal({ ...sample, draft: null }))).toContain('no sentences to trace');
  });
});

describe('button values', () => {
  test('are read back, and anything else is refused', () => {
    expect(parseSummaryReference('sum-1:3')).toEqual({ summaryId: 'sum-1', revision: 3 });
    expect(parseEvidencePage('sum-1:3/2')).toEqual({ summaryId: 'sum-1', revision: 3, page: 2 });
    for (const forged of ['', 'sum-1', 'sum-1:', ':3', 'sum-1:3:4', 'a b:1', 'sum-1:-1', undefined]) {
      expect(parseSummaryReference(forged)).toBeNull();
    }
    for (const forged of ['sum-1:3', 'sum-1:3/', 'sum-1:3/x', 'sum-1:3/1/2', undefined])
      expect(parseEvidencePage(forged)).toBeNull();
  });
});

test('a text fragment names a short quote whole and a long one by its ends', () => {
  expect(textFragment('https://a.example/x', 'one, two-three & four')).toBe(
    'https://a.example/x#:~:text=one%2C%20two%2Dthree%20%26%20four',
  );
  expect(textFragment('https://a.example/#!/r', 'one')).toBe('https://a.example/#!/r:~:text=one');
  expect(textFragment('https://a.example/x', ' ')).toBe('https://a.example/x');
});
