import { diffLines, diffWordsWithSpace } from 'diff';

export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** One line of a comparison; a changed one is there twice, as it was and as it is. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'skipped';
  /** The line in pieces: in a changed line, only what changed is `added` or `removed`. For `skipped`: none. */
  parts: DiffPart[];
  /** For `skipped`: how many lines are the same there; else 1. */
  count: number;
}

/** Beyond this many changed lines or words two texts are called different and no path between them is looked for. */
const maxEdits = 2000;
const contextLines = 2;

/** What changed between two texts, line by line and in changed lines word by word; far from every change the same lines are skipped. */
export function diffText(before: string, after: string): DiffLine[] {
  const chunks = diffLines(withEnd(before), withEnd(after), { maxEditLength: maxEdits }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const lines: DiffLine[] = [];
  for (let at = 0; at < chunks.length; at += 1) {
    const chunk = chunks[at];
    const next = chunks[at + 1];
    if (!chunk) continue;
    if (chunk.removed && next?.added === true) {
      lines.push(...changedLines(linesOf(chunk.value), linesOf(next.value)));
      at += 1;
    } else {
      const kind = chunk.added ? 'added' : chunk.removed ? 'removed' : 'same';
      lines.push(...linesOf(chunk.value).map((text) => wholeLine(kind, text)));
    }
  }
  return skipSameLines(lines);
}

/** Lines that stand opposite each other are compared by words; what one side has more of is whole. */
function changedLines(removed: readonly string[], added: readonly string[]): DiffLine[] {
  const before: DiffLine[] = [];
  const after: DiffLine[] = [];
  for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
    const old = removed[at];
    const fresh = added[at];
    const words =
      old === undefined || fresh === undefined
        ? undefined
        : diffWordsWithSpace(old, fresh, { maxEditLength: maxEdits });
    if (words === undefined) {
      if (old !== undefined) before.push(wholeLine('removed', old));
      if (fresh !== undefined) after.push(wholeLine('added', fresh));
      continue;
    }
    const parts = words.map(({ value, added: isNew, removed: isOld }): DiffPart => ({
      kind: isNew ? 'added' : isOld ? 'removed' : 'same',
      text: value,
    }));
    before.push({ kind: 'removed', parts: joinPieces(parts.filter(({ kind }) => kind !== 'added')), count: 1 });
    after.push({ kind: 'added', parts: joinPieces(parts.filter(({ kind }) => kind !== 'removed')), count: 1 });
  }
  return [...before, ...after];
}

/** Changed words with nothing but white space between them read as one change. */
function joinPieces(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const [at, part] of parts.entries()) {
    const last = joined.at(-1);
    const isGap = part.kind === 'same' && part.text.trim() === '' && parts[at + 1]?.kind === last?.kind;
    if (last !== undefined && (isGap || part.kind === last.kind)) last.text += part.text;
    else joined.push({ ...part });
  }
  return joined;
}

function skipSameLines(lines: readonly DiffLine[]): DiffLine[] {
  const isNearChange = lines.map((_, at) =>
    lines.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown: DiffLine[] = [];
  for (const [at, line] of lines.entries()) {
    const last = shown.at(-1);
    if (isNearChange[at] === true) shown.push(line);
    else if (last?.kind === 'skipped') last.count += 1;
    else shown.push({ kind: 'skipped', parts: [], count: 1 });
  }
  return shown;
}

function wholeLine(kind: DiffPart['kind'], text: string): DiffLine {
  return { kind, parts: [{ kind, text }], count: 1 };
}

/** So that the last line is the same with and without more behind it. */
function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
