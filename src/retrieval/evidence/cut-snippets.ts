import { splitSentences } from '../../core/sentences.ts';
import type { ContentBlock } from '../page-content.ts';

/** A piece of text that is small enough to quote, before it gets its number. */
export interface SnippetDraft {
  text: string;
  headingPath: string[];
  /** Of its first block. */
  position: number;
  /** How many blocks begin in it. */
  blockCount: number;
}

const enough = 300;
const most = 700;
/** A rest shorter than this joins the snippet before it where both are under one heading. */
const tooShort = 120;

/**
 * Cuts main text into snippets of about 300 to 700 characters: never across headings, long blocks at sentence ends (code at line ends).
 * @param blocks cleaned, in page order; headings among them only part what is around them.
 * @param language ISO 639-1, for the sentence splitter.
 */
export function cutSnippets(blocks: readonly ContentBlock[], language: string): SnippetDraft[] {
  const drafts: SnippetDraft[] = [];
  let open: SnippetDraft | null = null;
  let openPath: string | null = null;
  for (const block of blocks) {
    if (block.kind === 'heading' || block.text === '') continue;
    const path = block.headingPath.join('\n');
    if (path !== openPath) open = null;
    openPath = path;
    let isFirstPiece = true;
    for (const piece of piecesOf(block, language)) {
      const fits = open !== null && open.text.length + 1 + piece.length <= most;
      const joins = fits && (open?.text.length ?? 0) < enough;
      const isRest = fits && piece.length < tooShort && !isFirstPiece;
      if (open !== null && (joins || isRest)) open.text += `\n${piece}`;
      else {
        open = { text: piece, headingPath: [...block.headingPath], position: block.position, blockCount: 0 };
        drafts.push(open);
      }
      if (isFirstPiece) open.blockCount += 1;
      isFirstPiece = false;
    }
  }
  return drafts;
}

function piecesOf(block: ContentBlock, language: string): string[] {
  if (block.text.length <= most) return [block.text];
  const isLines = block.kind === 'code' || block.kind === 'table_row';
  const units = isLines ? block.text.split('\n') : splitSentences(block.text, language);
  const pieces: string[] = [];
  let piece = '';
  for (const unit of units.flatMap((text) => (text.length > most ? cutHard(text) : [text]))) {
    const joined = piece === '' ? unit : `${piece}${isLines ? '\n' : ' '}${unit}`;
    if (piece !== '' && (joined.length > most || piece.length >= enough + 150)) {
      pieces.push(piece);
      piece = unit;
    } else piece = joined;
  }
  return piece.trim() === '' ? pieces : [...pieces, piece];
}

/** A "sentence" longer than any snippet: at spaces where there are some, never inside a character. */
function cutHard(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    let cut = space > enough ? space : most;
    const unit = rest.charCodeAt(cut);
    if (unit >= 0xdc00 && unit <= 0xdfff) cut -= 1;
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

/**
 * Chooses what is kept of a page that is too long: half of the room for its start, a fifth for its end, and the rest spread evenly
 * over what lies between, so that the end of a page counts.
 * @returns snippets in page order, together at most `maxLength` characters.
 */
export function sampleSnippets(drafts: readonly SnippetDraft[], maxLength: number): SnippetDraft[] {
  const total = drafts.reduce((sum, draft) => sum + draft.text.length, 0);
  if (total <= maxLength) return [...drafts];
  const headEnd = countWithin(drafts, maxLength * 0.5);
  const tail = countWithin(drafts.slice(headEnd).reverse(), maxLength * 0.2);
  const middle = drafts.slice(headEnd, drafts.length - tail);
  const room = maxLength * 0.3;
  const middleLength = middle.reduce((sum, draft) => sum + draft.text.length, 0);
  let passed = 0;
  let taken = 0;
  const chosen = middle.filter((draft) => {
    passed += draft.text.length;
    const isDue = taken + draft.text.length <= (passed / middleLength) * room;
    if (isDue) taken += draft.text.length;
    return isDue;
  });
  return [...drafts.slice(0, headEnd), ...chosen, ...drafts.slice(drafts.length - tail)];
}

function countWithin(drafts: readonly SnippetDraft[], room: number): number {
  let used = 0;
  const end = drafts.findIndex((draft) => {
    used += draft.text.length;
    return used > room;
  });
  return end < 0 ? drafts.length : end;
}
