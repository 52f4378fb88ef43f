import { detect } from 'tinyld';
import type { PageTree } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';

/** Enough text for a safe guess, and little enough to be quick. */
const sampleLength = 700;
const minSampleLength = 60;

/**
 * ISO 639-1 code of the language the longer blocks are written in, checked against what the page claims; `und` where
 * neither says anything.
 */
export function findPageLanguage(tree: PageTree, blocks: readonly PlacedBlock[]): string {
  const claimed = normalLanguage(
    tree.html?.attributes['lang'] ?? tree.html?.attributes['xml:lang'] ?? tree.meta.get('content-language') ?? '',
  );
  const sample = sampleText(blocks);
  if (sample.length < minSampleLength) return claimed ?? 'und';
  const detected = detect(sample);
  if (detected === '') return claimed ?? 'und';
  return detected;
}

/** Some of the longest blocks, from anywhere on the page. */
function sampleText(blocks: readonly PlacedBlock[]): string {
  const long = blocks.filter((block) => block.kind !== 'code' && block.linkLength < block.text.length * 0.5);
  const longest = [...long].sort((a, b) => b.text.length - a.text.length).slice(0, 8);
  let sample = '';
  for (const block of longest) {
    if (sample.length >= sampleLength) break;
    sample += `${block.text.slice(0, 200)} `;
  }
  return sample
    .slice(0, sampleLength)
    .replaceAll(/https?:\/\/\S+|\d+/g, ' ')
    .trim();
}

function normalLanguage(claim: string): string | null {
  const code = /^\s*([a-z]{2})(?:[-_]|\s|$)/i.exec(claim)?.[1];
  return code === undefined ? null : code.toLowerCase();
}
