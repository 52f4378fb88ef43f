import { findNames } from '../../core/claims/names.ts';
import { isCompleteSentence } from '../../core/sentences.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../core/stages.ts';
import type { FactSentence } from './compose-reply.ts';
import { ideaTemplatesFor } from './idea-templates.ts';

type Tech = ComposeReplyAnswer['similar_tech'][number];

const maxTech = 5;

/** Words after which a text sets other technology beside its own. */
const cue =
  /\b(?:unlike|like|such as|similar to|compared (?:to|with)|alternatives? to|instead of|rather than|faster than|slower than|smaller than|larger than|versus|vs\.?|replac(?:es|ed|ing)|competes? with|inspired by|based on|built on|builds on|on top of|compatible with|integrates? with|works with|forks? of|im Vergleich zu|statt|anstelle von|ähnlich wie|basiert auf|comme|par rapport à|au lieu de|en lugar de|como|comparado con|frente a)\s+/giu;

/** A capitalised word alone may be a person or a place; in a sentence with one of these it is rather a product. */
const techWord =
  /\b(?:tools?|librar(?:y|ies)|frameworks?|databases?|engines?|services?|servers?|languages?|compilers?|models?|protocols?|formats?|runtimes?|platforms?|software|packages?|APIs?|caches?|queues?|index(?:es)?|stores?|stacks?|prox(?:y|ies)|editors?|clients?|clusters?|kernels?|drivers?|plug-?ins?|Werkzeuge?|Datenbank(?:en)?|Bibliothek(?:en)?|logiciels?|bases? de données|bibliothèques?|herramientas?|bibliotecas?)\b/iu;

/** Technology that the facts themselves set beside the page's subject; names from nowhere else. */
export function findSimilarTech(sentences: readonly FactSentence[], input: ComposeReplyInput): Tech[] {
  const own = `${input.title ?? ''} ${input.domain}`.toLowerCase();
  const found = new Map<string, Tech>();
  for (const { text, factId, leans } of sentences) {
    if (leans === 2) continue;
    for (const match of text.matchAll(cue)) {
      for (const name of listedNames(text.slice(match.index + match[0].length), input.language)) {
        const key = name.toLowerCase();
        const isProduct = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{N}|\.\p{L}/u.test(name) || techWord.test(text);
        if (!isProduct || own.includes(key) || found.has(key)) continue;
        const why = ideaTemplatesFor(input.language).named(text);
        if (isCompleteSentence(why, input.language)) found.set(key, { name, why, fact_ids: [factId] });
      }
    }
  }
  return [...found.values()].slice(0, maxTech);
}

/** A name: a capital or a mark inside it (`macOS`, `node.js`) in its first word, capitals in up to two more; a version may follow. */
const nameForm =
  /^(?:the\s+|an?\s+|der\s+|die\s+|das\s+)?((?:\p{Lu}|\p{Ll}+\p{Lu}|\p{Ll}+\.(?=\p{L}))[\p{L}\p{N}.+#-]*(?:\s\p{Lu}[\p{L}\p{N}+#-]*){0,2})(?:\s\d+(?:\.\d+)*)?/u;

/** Names of the list that begins here: "Redis, Valkey and KeyDB are …". */
function listedNames(rest: string, language: string): string[] {
  const names: string[] = [];
  let text = rest;
  for (let count = 0; count < 4; count += 1) {
    const match = nameForm.exec(text);
    const name = match?.[1]?.replace(/[.-]+$/u, '');
    if (!match || name === undefined || !isName(name, language)) break;
    names.push(name);
    const joint = /^\s*(?:,\s*(?:and|or|und|oder)?|and|or|und|oder|et|ou|y|o)\s+/u.exec(text.slice(match[0].length));
    if (!joint) break;
    text = text.slice(match[0].length + joint[0].length);
  }
  return names;
}

function isName(name: string, language: string): boolean {
  // "the x" puts it inside a sentence, where capitals mean something.
  return (
    name.length > 1 && /\p{Lu}/u.test(name) && findNames(`the ${name}`, language === 'de' ? 'en' : language).length > 0
  );
}
