import { objectEnd } from '../core/object-end.ts';

/** How many objects of one answer are tried, and how long an answer is looked through, in characters. */
const maxCandidates = 8;
const maxLength = 1_000_000;

/**
 * Texts that may be the JSON object an answer means, best first: each balanced object as it stands, then the same with slips mended
 * (trailing commas, raw line breaks inside strings). What is not there is not made up: a cut object is no candidate.
 */
export function* jsonCandidates(answer: string): Generator<string> {
  const text = answer.slice(0, maxLength);
  let from = 0;
  for (let count = 0; count < maxCandidates; count += 1) {
    const start = text.indexOf('{', from);
    if (start < 0) return;
    const end = objectEnd(text, start);
    if (end === null) {
      from = start + 1;
      continue;
    }
    const object = text.slice(start, end);
    yield object;
    yield mend(object);
    from = end;
  }
}

function mend(object: string): string {
  let result = '';
  let inString = false;
  for (let index = 0; index < object.length; index += 1) {
    const char = object[index] ?? '';
    if (inString) {
      if (char === '\\') {
        result += char + (object[index + 1] ?? '');
        index += 1;
        continue;
      }
      if (char === '"') inString = false;
      result += char < ' ' ? (controlEscapes[char] ?? ' ') : char;
    } else {
      if (char === '"') inString = true;
      if (char === ',' && /^\s*[}\]]/.test(object.slice(index + 1, index + 200))) continue;
      result += char;
    }
  }
  return result;
}

const controlEscapes: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};
