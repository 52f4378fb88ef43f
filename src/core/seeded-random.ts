/** Uniform numbers that are the same for the same seed, on every machine. */
export interface SeededRandom {
  /** 0 to 2^32 - 1. */
  nextInteger(): number;
  /** Uniform in 0 to `count` - 1; `count` at most 2^32. */
  below(count: number): number;
  /** Uniform in [0, 1). */
  nextFraction(): number;
}

/**
 * The generator sfc32 (Chris Doty-Humphrey's Small Fast Counter, PractRand), seeded by FNV-1a over the words of the seed.
 * For sampling and resampling; never for secrets.
 *
 * @param seed numbers and words; their order matters
 */
export function createSeededRandom(...seed: readonly (number | string)[]): SeededRandom {
  const text = seed.join('\u0000');
  let a = hash(text, 0x811c9dc5);
  let b = hash(text, 0x9e3779b9);
  let c = hash(text, 0x85ebca6b);
  let counter = 1;
  const nextInteger = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // The first numbers still show the seed.
  for (let round = 0; round < 15; round += 1) nextInteger();
  return {
    nextInteger,
    below: (count) => Math.floor((nextInteger() / 2 ** 32) * count),
    nextFraction: () => nextInteger() / 2 ** 32,
  };
}

function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
