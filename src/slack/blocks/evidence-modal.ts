import type { ModalView, RichTextBlock, RichTextElement } from '@slack/types';
import type { StoredSummary } from '../../core/ports.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Fact } from '../../core/summary.ts';
import { actionIds, button } from './button.ts';
import { literal } from './literal.ts';
import { linkable, pageAddress } from './page-address.ts';
import { rich } from './rich-text.ts';
import { formatSummaryReference, parseSummaryReference, type SummaryReference } from './summary-reference.ts';
import { textFragment } from './text-fragment.ts';

/** What the modal shows of a summary. */
export type TracedSummary = Pick<StoredSummary, 'id' | 'revision' | 'url' | 'evidence' | 'factSheet' | 'draft'>;

interface Claim {
  part: string;
  text: string;
  factIds: readonly number[];
}

/** A modal takes 100 blocks; a page of this many claims stays far below that and below what people read. */
const claimsPerPage = 12;
const maxFactsPerClaim = 4;
const maxQuotesPerFact = 2;
/** Characters of the page before and after a quoted sentence, so that a reader sees what it stands in. */
const surroundings = 140;

/**
 * Where from?: each sentence, the facts under it, and under those the quotes with a link that opens the page at the quote.
 * @param page from 0; one beyond the last gives the last
 */
export function renderEvidenceModal(summary: TracedSummary, page = 0): ModalView {
  const claims = claimsOf(summary);
  const pageCount = Math.max(1, Math.ceil(claims.length / claimsPerPage));
  const shown = Math.min(Math.max(0, page), pageCount - 1);
  const reference = { summaryId: summary.id, revision: summary.revision };
  const facts = new Map(summary.factSheet?.facts.map((fact) => [fact.id, fact]));
  const onPage = claims.slice(shown * claimsPerPage, (shown + 1) * claimsPerPage);
  const blocks: ModalView['blocks'] = onPage.flatMap((claim, index) => [
    ...(claim.part === onPage[index - 1]?.part
      ? []
      : [{ type: 'header' as const, text: { type: 'plain_text' as const, text: claim.part, emoji: false } }]),
    ...renderClaim(claim, facts, summary),
  ]);
  if (blocks.length === 0) {
    blocks.push({
      type: 'section',
      text: { type: 'plain_text', text: 'This summary holds no sentences to trace.', emoji: false },
    });
  }
  const elements = [
    ...(shown > 0 ? [button(actionIds.evidencePrevious, 'Previous', formatEvidencePage(reference, shown - 1))] : []),
    ...(shown < pageCount - 1
      ? [button(actionIds.evidenceNext, 'Next', formatEvidencePage(reference, shown + 1))]
      : []),
  ];
  if (elements.length > 0) {
    blocks.push(
      { type: 'context', elements: [{ type: 'plain_text', text: `Page ${shown + 1} of ${pageCount}`, emoji: false }] },
      { type: 'actions', elements },
    );
  }
  return {
    type: 'modal',
    callback_id: 'evidence',
    title: { type: 'plain_text', text: 'Where from?', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    blocks,
  };
}

/** The value of the page buttons: a summary reference and a page. */
function formatEvidencePage(reference: SummaryReference, page: number): string {
  return `${formatSummaryReference(reference)}/${page}`;
}

/** @returns null for a value that this code did not make. */
export function parseEvidencePage(value: string | undefined): (SummaryReference & { page: number }) | null {
  const [reference, page, ...rest] = (value ?? '').split('/');
  const parsed = parseSummaryReference(reference);
  return parsed && rest.length === 0 && /^\d{1,4}$/.test(page ?? '') ? { ...parsed, page: Number(page) } : null;
}

function claimsOf({ draft }: TracedSummary): Claim[] {
  if (!draft) return [];
  return [
    ...draft.tldr.map(({ text, factIds }) => ({ part: 'TLDR', text, factIds })),
    ...draft.summary.map(({ text, factIds }) => ({ part: 'Summary', text, factIds })),
    ...draft.projects.map(({ theme, text, factIds }) => ({ part: 'Projects', text: `${theme} — ${text}`, factIds })),
    ...draft.similarTech.map(({ name, text, factIds }) => ({
      part: 'Similar tech',
      text: `${name} — ${text}`,
      factIds,
    })),
  ];
}

function renderClaim(claim: Claim, facts: ReadonlyMap<number, Fact>, summary: TracedSummary): RichTextBlock[] {
  const cited = claim.factIds.flatMap((id) => facts.get(id) ?? []);
  const shown = cited.slice(0, maxFactsPerClaim);
  const parts: Parameters<typeof rich.blocks>[0][number][] = [rich.section(rich.bold(literal(claim.text, 500)))];
  if (cited.length === 0) parts.push(rich.section(rich.italic('No fact of the page stands behind this line.')));
  for (const fact of shown) {
    // A fact that is the sentence itself, word for word, needs no second line.
    if (!claim.text.includes(fact.text)) parts.push(rich.bullets([rich.section(rich.text(literal(fact.text, 300)))]));
    for (const quote of quotesOf(fact, summary)) parts.push(rich.quote(...quote));
  }
  if (cited.length > shown.length) {
    parts.push(rich.section(rich.italic(`and ${cited.length - shown.length} more facts`)));
  }
  return rich.blocks(parts);
}

function quotesOf(fact: Fact, summary: TracedSummary): RichTextElement[][] {
  const { evidence } = summary;
  if (!evidence) return [];
  return fact.snippetIds.slice(0, maxQuotesPerFact).flatMap((id) => {
    const snippet = evidence.snippets.find((candidate) => candidate.id === id);
    if (!snippet) return [];
    const address = addressOf(snippet.sourceId, summary, evidence);
    const target = address && textFragment(address.url, snippet.text.includes(fact.text) ? fact.text : snippet.text);
    const link =
      address && target ? [rich.link(target.length > 2900 ? address.url : target, `on ${address.host}`)] : [];
    return [[...quoteOf(snippet.text, fact.text), ...link]];
  });
}

/** The snippet in quotation marks; where it has the fact word for word, that stands out between what surrounds it. */
function quoteOf(snippet: string, fact: string): RichTextElement[] {
  const start = snippet.indexOf(fact);
  if (start < 0) return [rich.text(`“${literal(snippet, 300)}” `)];
  const before = snippet.slice(0, start).trim();
  const after = snippet.slice(start + fact.length).trim();
  const lead = literal(before, 10_000);
  const shownLead =
    lead.length > surroundings
      ? `…${lead
          .slice(-surroundings)
          .toWellFormed()
          .replace(/^\S*\s/u, '')}`
      : lead;
  return [
    rich.text(shownLead === '' ? '“' : `“${shownLead} `),
    rich.bold(literal(fact, 500)),
    rich.text(after === '' ? '” ' : ` ${literal(after, surroundings)}” `),
  ];
}

/** The posted page is source 1; the others were read by the guarded `read_link` tool. */
function addressOf(sourceId: number, summary: TracedSummary, evidence: Evidence): ReturnType<typeof pageAddress> {
  if (sourceId === 1) return pageAddress(summary);
  return linkable(evidence.sources.find((source) => source.id === sourceId)?.url);
}
