/** Numbers of a text as values with units, so that 1,200, 1200 and 1.2k are one number and "95 seconds" is not "95 minutes". */

export interface Quantity {
  /** As it stands in the text. */
  raw: string;
  /** Normalised readings; two where the separators are ambiguous (`1.200`). A version such as 1.2.3 reads as `v1.2.3`. */
  readings: string[];
  /** Canonical unit, null where none stands at the number. */
  unit: string | null;
}

const magnitudes: ReadonlyMap<string, number> = new Map([
  ...['k', 'thousand', 'tausend', 'tsd', 'mille', 'mil', '千'].map((word) => [word, 1e3] as const),
  ...['million', 'millions', 'mio', 'millionen', 'millón', 'millones', 'milhão', 'milhões', 'mn', '百万'].map(
    (word) => [word, 1e6] as const,
  ),
  ...['billion', 'billions', 'bn', 'milliarde', 'milliarden', 'mrd', 'milliard', 'milliards', '十億', '十亿'].map(
    (word) => [word, 1e9] as const,
  ),
  ...['trillion', 'trillions', 'tn', 'billionen'].map((word) => [word, 1e12] as const),
  ...['万', '萬', '만'].map((word) => [word, 1e4] as const),
  ...['億', '亿', '억'].map((word) => [word, 1e8] as const),
]);

/** Unit words by canonical unit. */
const unitWords: Readonly<Record<string, string>> = {
  percent: '% percent per-cent prozent pourcent procent percento porcento パーセント 百分',
  nanosecond: 'ns nanosecond nanoseconds',
  microsecond: 'µs μs us microsecond microseconds',
  millisecond:
    'ms millisecond milliseconds millisekunde millisekunden milliseconde millisecondes milisegundo milisegundos ミリ秒 毫秒',
  second: 's sec secs second seconds sekunde sekunden seconde secondes segundo segundos 秒',
  minute: 'min mins minute minutes minuten minuto minutos 分 分钟 分鐘 分間',
  hour: 'h hr hrs hour hours stunde stunden heure heures hora horas 時間 小时 小時',
  day: 'day days tag tage tagen jour jours día días dia dias 日間 天',
  week: 'week weeks woche wochen semaine semaines semana semanas 週間 周',
  month: 'month months monat monate monaten mois mes meses ヶ月 个月 個月',
  year: 'year years jahr jahre jahren an ans année années año años ano anos 年間',
  byte: 'b byte bytes octets',
  kilobyte: 'kb kib kilobyte kilobytes',
  megabyte: 'mb mib megabyte megabytes',
  gigabyte: 'gb gib gigabyte gigabytes',
  terabyte: 'tb tib terabyte terabytes',
  hertz: 'hz',
  megahertz: 'mhz',
  gigahertz: 'ghz',
  watt: 'w watt watts',
  kilowatt: 'kw kwh',
  metre: 'metre metres meter meters',
  kilometre: 'km kilometre kilometres kilometer kilometers',
  kilogram: 'kg kilogram kilograms kilogramm',
  degree: '° °c °f',
  times: 'x × times fold mal fois veces 倍',
  dollar: '$ usd dollar dollars us$ ドル 美元',
  euro: '€ eur euro euros ユーロ 欧元',
  pound: '£ gbp pounds',
  yen: '¥ jpy yen 円',
  yuan: 'cny rmb yuan 元',
};
const unitOf: ReadonlyMap<string, string> = new Map(
  Object.entries(unitWords).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
);

const englishSmall =
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const smallNumbers: readonly (readonly [string, number])[] = [
  englishSmall,
  'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'deux trois quatre cinq six sept huit neuf dix onze douze',
  'dos tres cuatro cinco seis siete ocho nueve diez once doce',
].flatMap((words) => words.split(' ').map((word, index) => [word, index + 2] as const));
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'
  .split(' ')
  .map((word, index) => [word, (index + 2) * 10] as const);
const numberWords: ReadonlyMap<string, number> = new Map([...smallNumbers, ...tens, ['dozen', 12], ['hundred', 100]]);
const decimalCommaLanguages = /^(?:de|fr|es|it|pt|nl|pl|ru|sv|da|nb|no|fi|cs|tr|uk|el|hu|ro|id)$/u;

const groupSpace = /(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))/gu;
// French and its neighbours also type a plain space between groups.
const plainGroupSpace = /(?<=(?<![\d.,])\d{1,3}) (?=\d{3}(?!\d))/gu;
const numberForm =
  /(?<![\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]|\p{L}[-.]|\p{N}[.,:])(?:[$€£¥]\s?)?\d(?:[\d.,:'’_]*\d)?/gu;
const magnitudeWord =
  /^[-\s]?(thousand|millions?|billions?|trillions?|tausend|tsd|mio|millionen|mrd|milliarden?|milliards?|mille|millones|millón|milhões|mil|bn|mn)(?!\p{L})\.?/iu;
const magnitudeSign = /^\s?(百万|十億|十亿|千|万|萬|億|亿|만|억)|^([kKMB])(?![\p{L}\p{N}])/u;
const unitAfter =
  /^[-\s]?((?:per|por|pour|pro) ?cent[oi]?\b|por ciento\b|%|°[CF]?|µs|μs|[$€£¥×]|\p{L}{1,12}|ミリ秒|毫秒)/u;
const rangeJoin = /^\s?(?:[-–—]|to|or|and|bis|oder|und|à|et|ou|a|y|e|o|,)\s?$/u;

/** All quantities of a text, digits and number words ("fifty"); "one" and ordinals in words are none. */
export function parseQuantities(text: string, language = 'en'): Quantity[] {
  const joined = text.replace(groupSpace, "'");
  const prepared = (decimalCommaLanguages.test(language) ? joined.replace(plainGroupSpace, "'") : joined).normalize(
    'NFKC',
  );
  const found = [...digitQuantities(prepared, language), ...wordQuantities(prepared)];
  found.sort((a, b) => a.start - b.start);
  shareUnits(prepared, found);
  return found.map(({ raw, readings, unit }) => ({ raw, readings, unit }));
}

/** True for short unit words (`ms`, `gb`, `usd`): they belong to their number, which is checked with them. */
export function isUnitSymbol(word: string): boolean {
  return word.length <= 3 && /^[a-zµμ]+$/u.test(word) && unitOf.has(word);
}

/** True where `claimed` is one of the quantities of a source: the same value and, where the claim names a unit, the same unit. */
export function quantityOccurs(claimed: Quantity, source: readonly Quantity[]): boolean {
  return source.some(
    (given) =>
      (claimed.unit === null || given.unit === claimed.unit) &&
      given.readings.some((reading) => claimed.readings.includes(reading)),
  );
}

interface FoundQuantity extends Quantity {
  start: number;
  end: number;
}

function digitQuantities(text: string, language: string): FoundQuantity[] {
  const found: FoundQuantity[] = [];
  for (const match of text.matchAll(numberForm)) {
    const currency = /^[$€£¥]/u.exec(match[0])?.[0];
    const digits = match[0].replace(/^[$€£¥]\s?/u, '');
    let end = match.index + match[0].length;
    let readings = readNumber(digits, language);
    const rest = text.slice(end, end + 16);
    const magnitude = magnitudeWord.exec(rest) ?? magnitudeSign.exec(rest);
    if (magnitude) {
      const word = magnitude[1] ?? magnitude[2] ?? '';
      const factor = word === 'M' ? 1e6 : word === 'B' ? 1e9 : (magnitudes.get(word.toLowerCase()) ?? 1);
      readings = readings.map((reading) => scaled(reading, factor));
      end += magnitude[0].length;
    }
    const unit = currency === undefined ? unitAt(text.slice(end, end + 16)) : (unitOf.get(currency) ?? null);
    found.push({ raw: text.slice(match.index, end).trim(), readings, unit, start: match.index, end });
  }
  return found;
}

function readNumber(digits: string, language: string): string[] {
  const bare = digits.replace(/['’_]/gu, '');
  // A time of day or a ratio is one thing.
  if (bare.includes(':')) return [bare];
  if (/^\d+(?:\.\d+){2,}$/u.test(bare) && !/^\d{1,3}(?:\.\d{3})+$/u.test(bare)) return [`v${bare}`];
  const separators = [...new Set(bare.replace(/\d/gu, ''))];
  if (separators.length === 0) return [String(Number(bare))];
  if (separators.length > 1) {
    const decimal = bare.lastIndexOf('.') > bare.lastIndexOf(',') ? '.' : ',';
    return [plainNumber(bare, decimal)];
  }
  const separator = separators[0] ?? '.';
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/u.test(bare);
  if (!grouped) return bare.split(separator).length > 2 ? [`v${bare}`] : [plainNumber(bare, separator)];
  const asGroups = String(Number(bare.replaceAll(separator, '')));
  const asDecimal = plainNumber(bare, separator);
  if (bare.split(separator).length > 2) return [asGroups];
  if (decimalCommaLanguages.test(language)) return [asGroups, asDecimal];
  return separator === ',' ? [asGroups] : [asDecimal, asGroups];
}

function plainNumber(text: string, decimal: string): string {
  const other = decimal === '.' ? ',' : '.';
  return String(Number(text.replaceAll(other, '').replace(decimal, '.')));
}

function scaled(reading: string, factor: number): string {
  // 1.1 * 1e6 must be 1100000, not 1100000.0000000002
  return reading.startsWith('v') ? reading : String(Number((Number(reading) * factor).toPrecision(12)));
}

function unitAt(rest: string): string | null {
  const word = unitAfter.exec(rest)?.[1];
  if (word === undefined) return null;
  if (/^(?:per|por|pour|pro) ?(?:cent|ciento)/u.test(word)) return 'percent';
  const lower = word.toLowerCase();
  const whole = unitOf.get(lower);
  // A single letter counts as a unit only where it touches the number: "the 5 B variants" is not bytes. "5 s" is how seconds are written.
  if (whole !== undefined && (word.length > 1 || !/^\s/u.test(rest) || /[%$€£¥×秒分天周倍円元hs]/u.test(word)))
    return whole;
  // CJK words touch what follows: 40秒以内
  for (let length = Math.min(4, lower.length); length > 0; length -= 1) {
    const start = lower.slice(0, length);
    if (/[\p{Script=Han}\p{Script=Katakana}]/u.test(start) && unitOf.has(start)) return unitOf.get(start) ?? null;
  }
  return null;
}

function wordQuantities(text: string): FoundQuantity[] {
  const found: (FoundQuantity & { value: number })[] = [];
  for (const match of text.matchAll(/\p{L}+/gu)) {
    const word = match[0].toLowerCase();
    const end = match.index + match[0].length;
    const before = found.at(-1);
    const touchesBefore = before !== undefined && /^[\s-]$/u.test(text.slice(before.end, match.index));
    const joined = touchesBefore ? joinWords(before.value, word) : null;
    if (before && joined !== null) {
      before.value = joined;
      before.raw = text.slice(before.start, end);
      before.end = end;
    } else {
      const value = numberWords.get(word);
      if (value !== undefined) found.push({ raw: match[0], readings: [], unit: null, start: match.index, end, value });
    }
  }
  return found.map(({ value, ...quantity }) => ({
    ...quantity,
    readings: [String(value)],
    unit: unitAt(text.slice(quantity.end, quantity.end + 16)),
  }));
}

/** "twenty" + "five", "two" + "hundred", "three" + "million"; null where the words are two numbers. */
function joinWords(before: number, word: string): number | null {
  const factor = word === 'hundred' ? 100 : magnitudes.get(word);
  if (factor !== undefined) return before < factor ? before * factor : null;
  const value = numberWords.get(word);
  if (value === undefined) return null;
  if (before >= 20 && before < 100 && before % 10 === 0 && value < 10) return before + value;
  return before >= 100 && before % 100 === 0 && value < 100 ? before + value : null;
}

/** "10 to 15 percent", "8, 16 and 32 GB": numbers without a unit take that of the number they are joined to. */
function shareUnits(text: string, found: FoundQuantity[]): void {
  for (let index = found.length - 2; index >= 0; index -= 1) {
    const here = found[index];
    const next = found[index + 1];
    if (here && next && here.unit === null && rangeJoin.test(text.slice(here.end, next.start))) here.unit = next.unit;
  }
}
