import type { Evidence, Snippet } from '../evidence.ts';
import type { Fact } from '../summary.ts';

export interface CitedText {
  /** Texts of the cited snippets. */
  texts: string[];
  /** Title of the page and headings over the cited snippets. */
  context: string;
}

/** What a fact that cites these snippets leans on. Ids that do not exist are passed over. */
export function citedText(evidence: Evidence, snippetIds: readonly number[]): CitedText {
  const wanted = new Set(snippetIds);
  const snippets = evidence.snippets.filter((snippet) => wanted.has(snippet.id));
  return { texts: snippets.map((snippet) => snippet.text), context: contextOf(evidence, snippets) };
}

/** What a sentence that cites these facts leans on: never the facts' own words, always the page's. */
export function citedByFacts(evidence: Evidence, facts: readonly Fact[], factIds: readonly number[]): CitedText {
  const wanted = new Set(factIds);
  return citedText(
    evidence,
    facts.filter((fact) => wanted.has(fact.id)).flatMap((fact) => fact.snippetIds),
  );
}

/** All visible text of the evidence: snippets, headings, title. */
export function visibleText(evidence: Evidence): string {
  return [contextOf(evidence, evidence.snippets), ...evidence.snippets.map((snippet) => snippet.text)].join('\n');
}

function contextOf(evidence: Evidence, snippets: readonly Snippet[]): string {
  const titles = evidence.sources
    .filter((source) => source.id === 1 || snippets.some((snippet) => snippet.sourceId === source.id))
    .flatMap((source) => (source.title === null ? [] : [source.title]));
  return [...new Set([...titles, ...snippets.flatMap((snippet) => snippet.headingPath)])].join('\n');
}
