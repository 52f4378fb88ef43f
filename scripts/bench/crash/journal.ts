/** What the child says of its work, line by line in a file that outlives it: `word link stage milliseconds`. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface JournalLine {
  /** `begin`: a handler starts (stage = attempt number); `start`: a stage's work starts; `saved`: its result is known to be stored. */
  word: 'begin' | 'start' | 'saved';
  link: string;
  stage: string;
  at: number;
}

export function writeJournal(path: string, line: JournalLine): void {
  appendFileSync(path, `${line.word} ${line.link} ${line.stage} ${line.at}\n`);
}

export function readJournal(path: string): JournalLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [word, link, stage, at] = line.split(' ');
      return { word: word as JournalLine['word'], link: link ?? '', stage: stage ?? '', at: Number(at) };
    });
}

export interface StageCounts {
  /** Stages whose work was started at least once. */
  started: number;
  /** Starts of a stage whose result had already been stored: must be 0. */
  repeated: number;
  /** Further starts of a stage that a kill had cut off before its result was stored: the price of at-least-once. */
  interrupted: number;
}

/**
 * @param storedAt when the store says that a stage of a link was finished, in milliseconds since the epoch; it knows of results whose
 * `saved` line was never written because the kill came between the two.
 */
export function countStages(
  lines: readonly JournalLine[],
  storedAt: (link: string, stage: string) => number | null,
): StageCounts {
  const saved = new Set<string>();
  const seen = new Set<string>();
  const counts: StageCounts = { started: 0, repeated: 0, interrupted: 0 };
  for (const { word, link, stage, at } of lines) {
    const key = `${link} ${stage}`;
    if (word === 'saved') saved.add(key);
    if (word !== 'start') continue;
    const finishedAt = storedAt(link, stage);
    if (!seen.has(key)) counts.started += 1;
    else if (saved.has(key) || (finishedAt !== null && at > finishedAt)) counts.repeated += 1;
    else counts.interrupted += 1;
    seen.add(key);
  }
  return counts;
}

/** For each kill, milliseconds until a later process took up work that had been begun before; kills with nothing to take up are left out. */
export function resumeTimes(lines: readonly JournalLine[], killedAt: readonly number[]): number[] {
  const resumed = lines.filter(({ word, stage }) => word === 'begin' && Number(stage) > 1).map(({ at }) => at);
  return killedAt.flatMap((at, index) => {
    const until = killedAt[index + 1] ?? Number.POSITIVE_INFINITY;
    const first = resumed.find((time) => time >= at && time < until);
    return first === undefined ? [] : [first - at];
  });
}
