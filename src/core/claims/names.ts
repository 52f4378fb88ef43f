/** Proper names, product names and versions of a text, and whether a source has them. */
import { stopWords } from '../words.ts';
import { sameWord } from './stems.ts';

/** Words at the beginning of a sentence whose capital says nothing; beyond stop words and words by their ending. */
const openers = new Set(
  `according additionally allowing although another article authors back based beyond building case changes code common companies compared
  consider cost currently customers data despite developers development engineers errors except execution existing experts failures finally first
  five four full further future given good high however human improvements initially instead internal it its large last later latest less
  likewise little long low main maintainers major many meanwhile members memory moreover most multiple new next nine no none nothing now old
  open operators organisations organizations originally others overall part pages past people performance please point previously prior problems
  projects queries readers real recent related requests research results second security seven several similarly simple six small software some
  soon speed start step storage students support systems teams ten test tests text third thousands three time today together tools top total
  traditional training two typical unlike unlike updates users version versions when work workers works write writes years yesterday`.split(
    /\s+/u,
  ),
);
const commonEnding = /(?:ing|ed|ly|tion|tions|ment|ments|ness|ers|ors|ies|ity|ive|ists|ance|ence|able|less|ful|ism)$/u;

const pluralNames = new Set('kubernetes prometheus jenkins redis windows postgres nats'.split(' '));

/** Short forms that any technical text may use without the page spelling them. */
const commonShortForms = new Set(
  'ai api apis app cli cpu css csv faq ceo cto eu gpu gui html http https id ids io ip it json llm llms ml ok os pc pdf ram rest sdk sql tv ui uk un url urls us usa ux vs xml'.split(
    ' ',
  ),
);

const months = 'january february march april may june july august september october november december'.split(' ');
// Letters with case only: scripts without it have no capitals to go by.
const tokenForm =
  /[\p{Lu}\p{Ll}\p{Lt}\p{N}][\p{Lu}\p{Ll}\p{Lt}\p{M}\p{N}]*(?:['’.&/_+-][\p{Lu}\p{Ll}\p{Lt}\p{N}][\p{Lu}\p{Ll}\p{Lt}\p{M}\p{N}]*)*(?:\+\+|#)?/gu;

/** What a source says, indexed for look-ups of names. */
export interface NameIndex {
  has(name: string): boolean;
}

/** @param text visible page text, headings, and whatever else may lend names (themes). */
export function createNameIndex(text: string): NameIndex {
  const plain = text.normalize('NFKC');
  const lower = plain.toLowerCase().replaceAll('’', "'");
  const words = new Set<string>();
  const stems = new Map<string, string[]>();
  const initials: string[] = [];
  for (const [token] of lower.matchAll(tokenForm)) {
    words.add(token);
    for (const part of token.split(/['.&/_-]/u)) {
      if (part === '') continue;
      words.add(part);
      const key = part.slice(0, 4);
      stems.set(key, [...(stems.get(key) ?? []), part]);
      initials.push(part[0] ?? '');
    }
  }
  const initialText = initials.join('');

  function hasWord(word: string): boolean {
    if (words.has(word)) return true;
    const singular = word.replace(/'s?$/u, '').replace(/s$/u, '');
    if (words.has(singular) || words.has(`${singular}s`)) return true;
    const month = months.indexOf(word);
    if (month >= 0 && new RegExp(`\\d{4}-0?${month + 1}(?:-|\\b)`, 'u').test(lower)) return true;
    return /^\p{L}{5,}$/u.test(word) && (stems.get(word.slice(0, 4)) ?? []).some((known) => sameWord(word, known));
  }

  return {
    has(name) {
      const wanted = name.normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(/'s?$/u, '');
      if (commonShortForms.has(wanted) || hasWord(wanted)) return true;
      if (/^[a-z]{3,6}$/u.test(wanted) && /^\p{Lu}+$/u.test(name) && initialText.includes(wanted)) return true;
      const parts = wanted.split(/['.&/_-]/u).filter((part) => part !== '');
      // "Rust-based" leans on Rust alone; a version or dotted name ("Node.js", "4.2") must stand whole.
      if (parts.length > 1 && !/\./u.test(wanted)) {
        return parts.every((part) => (/^\p{Ll}+$/u.test(part) && !isCapitalised(name, part) ? true : hasWord(part)));
      }
      return /^v\d/u.test(wanted) && words.has(wanted.slice(1));
    },
  };
}

/**
 * Names that a sentence uses: words with capitals inside or with digits (`SQLite`, `GPT-4`, `v4.2`), capitalised words after the first, and the
 * first where nothing makes it an ordinary word. In German, where every noun is capitalised, only the first kind.
 */
export function findNames(sentence: string, language = 'en'): string[] {
  const names: string[] = [];
  const tokens = [...sentence.normalize('NFKC').matchAll(tokenForm)];
  for (const [position, match] of tokens.entries()) {
    const token = match[0].replace(/['’]s?$/u, '');
    const before = sentence.normalize('NFKC').slice(0, match.index);
    const opens = position === 0 || /[.!?:;"“„«([—–]\s*$/u.test(before);
    if (/^\d/u.test(token)) continue;
    if (isTechnical(token)) names.push(token);
    else if (/^\p{Lu}/u.test(token) && isName(token, opens, language, tokens[position + 1]?.[0])) names.push(token);
  }
  return [...new Set(names)];
}

function isTechnical(token: string): boolean {
  if (/^(?:I'\p{L}+|I|A)$/u.test(token)) return false;
  return /\p{L}.*\p{N}/u.test(token) || /\p{Ll}\p{Lu}|\p{Lu}{2}/u.test(token.replace(/-\p{Lu}/gu, ''));
}

function isName(token: string, opens: boolean, language: string, next: string | undefined): boolean {
  const lower = token.toLowerCase();
  if (stopWords.has(lower) || token === 'I') return false;
  const nextIsName = next !== undefined && /^\p{Lu}\p{Ll}/u.test(next) && !stopWords.has(next.toLowerCase());
  // Every German noun has a capital, so it says nothing there; wrong ones are left to the word check.
  if (language === 'de') return false;
  if (!opens) return token.length > 1;
  if (openers.has(lower) || commonEnding.test(lower)) return false;
  // A plural at the beginning ("Employees …") is an ordinary word, unless another name follows or it is a product known by it.
  if (/^\p{L}{4,}s$/u.test(lower) && !nextIsName && !pluralNames.has(lower)) return false;
  return language === 'en' || language === 'und' || nextIsName;
}

function isCapitalised(name: string, lowerPart: string): boolean {
  const index = name.toLowerCase().indexOf(lowerPart);
  return index >= 0 && /\p{Lu}/u.test(name[index] ?? '');
}
