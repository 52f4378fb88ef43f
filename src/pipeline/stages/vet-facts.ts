import { citedText } from '../../core/claims/cited-text.ts';
import { stemOf } from '../../core/claims/stems.ts';
import { readClaimSource } from '../../core/claims/claim-source.ts';
import type { ClaimSource } from '../../core/claims/claim-source.ts';
import { checkAgainst } from '../../core/claims/support.ts';
import { ownPageOf, whyUnpostable } from '../../core/claims/unpostable.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { ExtractFactsAnswer } from '../../core/stages.ts';
import type { Fact } from '../../core/summary.ts';
import { contentWords } from '../../core/words.ts';

type ClaimedFact = ExtractFactsAnswer['key_facts'][number];

/** A fact may phrase freely: half of its content words must be the page's. The sentences built on it are checked more strictly. */
const minFactCoverage = 0.5;

export interface VettedFacts {
  /** Distinct, in page order, ids from 1. */
  facts: Fact[];
  dropped: { reason: string; count: number }[];
}

/**
 * Keeps what the page carries. Dropped and counted: facts without an existing snippet, facts that their snippets do not carry (words,
 * numbers, names, negation), facts that may stand in no reply (links, commands, control sequences, orders to a model). Facts that say the
 * same become one with the snippets of both. Of more than `maxFacts`, as many are taken from each part, evenly from its first to its last.
 *
 * @param answers one list a chunk, in page order
 */
export function vetFacts(
  answers: readonly (readonly ClaimedFact[])[],
  evidence: Evidence,
  maxFacts: number,
): VettedFacts {
  const page = ownPageOf(evidence);
  const known = new Set(evidence.snippets.map((snippet) => snippet.id));
  const drops = new Map<string, number>();
  const drop = (reason: string): void => void drops.set(reason, (drops.get(reason) ?? 0) + 1);

  /** By the cited snippets, for many facts cite the same. */
  const sources = new Map<string, ClaimSource>();
  const sourceOf = (snippetIds: readonly number[]): ClaimSource => {
    const key = snippetIds.join(' ');
    const before = sources.get(key);
    if (before) return before;
    const { texts, context } = citedText(evidence, snippetIds);
    const source = readClaimSource(texts, context, evidence.language);
    sources.set(key, source);
    return source;
  };

  const parts = answers.map((claims) =>
    claims.flatMap((claim): Omit<Fact, 'id'>[] => {
      const text = claim.fact.replace(/\s+/gu, ' ').trim();
      const snippetIds = [...new Set(claim.supported_by_snippet_ids)].filter((id) => known.has(id));
      if (text === '') drop('empty');
      else if (text.length > 600) drop('too long');
      else if (snippetIds.length === 0) drop('no such snippet');
      else if (whyUnpostable(text, page) !== null) drop('not fit to post');
      else {
        const support = checkAgainst(text, sourceOf(snippetIds), { minCoverage: minFactCoverage });
        if (support.supported) return [{ text, snippetIds }];
        drop('not carried by its snippets');
      }
      return [];
    }),
  );
  const facts = mergeSame(takeEvenly(parts.map(mergeSame), maxFacts));
  return {
    facts: facts.map((fact, index) => ({ id: index + 1, ...fact })),
    dropped: [...drops].map(([reason, count]) => ({ reason, count })),
  };
}

/** One fact where two have (nearly) the same content words. */
function mergeSame(facts: readonly Omit<Fact, 'id'>[]): Omit<Fact, 'id'>[] {
  const merged: { fact: Omit<Fact, 'id'>; words: Set<string> }[] = [];
  for (const fact of facts) {
    const words = new Set(contentWords(fact.text).map(stemOf));
    const twin = merged.find((other) => similarity(words, other.words) >= 0.9);
    if (twin) twin.fact = { ...twin.fact, snippetIds: [...new Set([...twin.fact.snippetIds, ...fact.snippetIds])] };
    else merged.push({ fact, words });
  }
  return merged.map(({ fact }) => fact);
}

/** Jaccard over content words; numbers are words, so "10 workers" and "12 workers" stay two. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  const all = a.size + b.size - shared;
  if ([...a.symmetricDifference(b)].some((word) => /\d/u.test(word))) return 0;
  return all === 0 ? 1 : shared / all;
}

function takeEvenly<T>(parts: readonly (readonly T[])[], most: number): T[] {
  const counts = parts.map(() => 0);
  let left = most;
  for (let grew = true; grew && left > 0;) {
    grew = false;
    for (const [index, part] of parts.entries()) {
      if (left > 0 && (counts[index] ?? 0) < part.length) {
        counts[index] = (counts[index] ?? 0) + 1;
        left -= 1;
        grew = true;
      }
    }
  }
  return parts.flatMap((part, index) => spread(part, counts[index] ?? 0));
}

/** `count` of the items, the first and the last among them and the others evenly between. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  if (count < 2) return items.slice(0, count);
  return Array.from({ length: count }, (_, index) => Math.round((index * (items.length - 1)) / (count - 1))).flatMap(
    (at) => items.slice(at, at + 1),
  );
}
