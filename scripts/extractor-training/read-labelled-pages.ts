import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describeBlocks } from '../../src/retrieval/html/block-features.ts';
import { blockTokens } from '../../src/retrieval/html/block-tokens.ts';
import { readPage } from '../../src/retrieval/html/extract-page.ts';
import type { PageFacts } from '../../src/retrieval/html/page-facts.ts';
import { labelBlocks } from './label-blocks.ts';

export interface LabelledPage {
  id: string;
  site: string;
  facts: PageFacts;
  rows: Float32Array[];
  /** By block: numbers of its tokens, see `tokenNames`. */
  tokens: number[][];
  wordCounts: number[];
  /** By block: share of its words that the gold text has, 0 to 1. */
  labels: number[];
}

/** Names of all tokens met so far, by number. */
export const tokenNames: string[] = [];
const tokenIds = new Map<string, number>();

function internToken(name: string): number {
  let id = tokenIds.get(name);
  if (id === undefined) {
    id = tokenNames.push(name) - 1;
    tokenIds.set(name, id);
  }
  return id;
}

export function readSavedPage(folder: string, id: string): string {
  return gunzipSync(readFileSync(join(folder, 'html', `${id}.html.gz`))).toString('utf8');
}

/** Reads the pages of `DIR/ground-truth.json` and `DIR/html`, in the order of the file. */
export function readLabelledPages(folder: string): LabelledPage[] {
  const gold = JSON.parse(readFileSync(join(folder, 'ground-truth.json'), 'utf8')) as Record<
    string,
    { url: string; text: string }
  >;
  return Object.entries(gold).map(([id, { url, text }]) => {
    const { facts } = readPage(readSavedPage(folder, id), url);
    return {
      id,
      site: new URL(url).hostname.replace(/^www\./, ''),
      facts,
      rows: describeBlocks(facts),
      tokens: blockTokens(facts, internToken),
      wordCounts: facts.words.map((words) => words.length),
      labels: labelBlocks(
        facts.blocks.map((block) => block.text),
        text,
      ),
    };
  });
}
