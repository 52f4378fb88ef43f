import type { ComposeReplyAnswer } from '../../core/stages.ts';

/** What the gates criticised of the draft before, as parts of that draft. */
export interface Criticised {
  /** TLDR and summary sentences that were named, by place or by their words. */
  sentences: ReadonlySet<string>;
  /** Places of ideas and similar technologies, from 0. */
  ideas: ReadonlySet<number>;
  similarTech: ReadonlySet<number>;
}

/**
 * Reads places ("TLDR sentence 2", "idea 3", "similar technology 1") and quoted sentences out of the gates' reasons.
 * @param before the draft that the reasons are about; a writer without chance can make it again
 */
export function readFailures(failures: readonly string[], before: ComposeReplyAnswer): Criticised {
  const said = failures.join('\n');
  const places = (label: string): Set<number> =>
    new Set([...said.matchAll(new RegExp(`\\b${label} (\\d+)`, 'giu'))].map((match) => Number(match[1]) - 1));
  const tldr = places('TLDR sentence');
  const summary = places('summary sentence');
  const sentences = [
    ...before.tldr.filter(({ text }, index) => tldr.has(index) || said.includes(text.slice(0, 60))),
    ...before.summary.filter(({ text }, index) => summary.has(index) || said.includes(text.slice(0, 60))),
  ];
  return {
    sentences: new Set(sentences.map(({ text }) => text)),
    ideas: places('idea'),
    similarTech: places('similar technology'),
  };
}
