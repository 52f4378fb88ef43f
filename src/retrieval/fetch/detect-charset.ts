/** East Asian encodings in the order in which their byte patterns exclude others; the first that fits best wins. */
const multiByte = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'] as const;
const sampleLength = 65_536;

/** Guesses the encoding of bytes that do not say it. @returns a label that `TextDecoder` knows; `utf-8` where nothing fits. */
export function detectCharset(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, sampleLength);
  const utf16 = detectUtf16(sample);
  if (utf16) return utf16;
  if (decodes(sample, 'utf-8') !== null) return 'utf-8';
  const high = countHighBytes(sample);
  if (high.total === 0) return 'utf-8';
  // Letters with accents stand alone among ASCII letters; in other scripts high bytes stand together.
  if (high.inRuns / high.total < 0.5) return 'windows-1252';
  let best: { label: string; score: number } = { label: 'windows-1252', score: 0 };
  for (const label of [...multiByte, 'windows-1251', 'koi8-r'] as const) {
    const text = decodes(sample, label);
    const score = text === null ? 0 : scoreOf(text);
    if (score > best.score) best = { label, score };
  }
  return best.score > 0.5 ? best.label : 'utf-8';
}

function detectUtf16(sample: Uint8Array): string | null {
  let even = 0;
  let odd = 0;
  for (let index = 0; index < sample.length; index += 1) {
    if (sample[index] === 0) {
      if (index % 2 === 0) even += 1;
      else odd += 1;
    }
  }
  const half = sample.length / 2;
  if (odd > half * 0.6 && even < half * 0.05) return 'utf-16le';
  return even > half * 0.6 && odd < half * 0.05 ? 'utf-16be' : null;
}

/** Decodes strictly; a character cut at the sample's end is forgiven. */
function decodes(sample: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(sample, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return null; // "does not fit" is the answer that was asked for
    throw error;
  }
}

function countHighBytes(sample: Uint8Array): { total: number; inRuns: number } {
  let total = 0;
  let inRuns = 0;
  for (let index = 0; index < sample.length; index += 1) {
    if ((sample[index] ?? 0) < 0x80) continue;
    total += 1;
    if ((sample[index - 1] ?? 0) >= 0x80 || (sample[index + 1] ?? 0) >= 0x80) inRuns += 1;
  }
  return { total, inRuns };
}

/** The most frequent Han characters of Chinese and Japanese prose; wrong decodings give rare ones. */
const commonHan = new Set(
  '的一是不了在人有我他这個个們们来來到时時大地为為子中你说說生国國年着就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于於心学學么之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲親其进進此话話常与與活正感本文字情報上社新月用場部定政表理内化体関業主利合保公立'.split(
    '',
  ),
);

/** 0 to 1: how much the non-ASCII characters look like running text of one script. */
function scoreOf(text: string): number {
  let letters = 0;
  let good = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) continue;
    letters += 1;
    if (code >= 0x3041 && code <= 0x30fe) good += 1.1;
    else if (code >= 0xac00 && code <= 0xd7a3) good += 0.9;
    else if (code >= 0x4e00 && code <= 0x9fff) good += commonHan.has(character) ? 1.6 : 0.45;
    else if (code >= 0x3000 && code <= 0x303f) good += 1;
    else if (code >= 0xff00 && code <= 0xff5e) good += 0.6;
    // Lower case is the rule in running text: that tells windows-1251 from KOI8-R, which have the cases swapped.
    else if (code >= 0x430 && code <= 0x44f) good += 1;
    else if (code >= 0x400 && code <= 0x45f) good += 0.3;
    else if (code === 0x00a0 || code === 0x00ab || code === 0x00bb || (code >= 0x2013 && code <= 0x2026)) good += 0.6;
  }
  return letters === 0 ? 0 : good / letters;
}
