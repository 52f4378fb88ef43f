import { findCommand } from '../../core/claims/commands-in-text.ts';
import { findForeignLinks } from '../../core/claims/links-in-text.ts';
import type { OwnPage } from '../../core/claims/links-in-text.ts';
import { findMachineVoice } from '../../core/claims/machine-text.ts';
import { addressesModel } from '../../core/claims/model-orders.ts';
import { findSlackToken } from '../../core/claims/slack-tokens.ts';
import { isCompleteSentence } from '../../core/sentences.ts';
import { splitWords } from '../../core/words.ts';

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What sites say about themselves, in the languages the splitter knows. */
const boilerplate: readonly RegExp[] = [
  /\b(?:all rights reserved|terms of (?:use|service)|privacy policy|cookie (?:policy|settings|notice)|(?:use|uses|accept|allow|store) cookies|cookies to)\b|©|\(c\) \d{4}/iu,
  /\b(?:sign up|sign in|log ?in|register|subscribe|unsubscribe)\b.{0,60}\b(?:newsletter|account|free|now|here|today|updates|to continue|to read|inbox)\b|\bour (?:free )?newsletter\b/iu,
  /\b(?:click here|read more|share this|follow us|like us|join us on|leave a (?:comment|reply)|your (?:e-?mail|email) address|(?:photo|image|picture|illustration) (?:by|credit|courtesy)|this (?:article|post|story) (?:was )?(?:originally|first) (?:appeared|published)|affiliate (?:links?|commission)|advertis(?:ement|ing) (?:disclosure|feature)|sponsored (?:post|content)|enable javascript|your browser)\b/iu,
  /\b(?:thanks? (?:you )?for reading|stay tuned|let (?:me|us) know|feel free to|check out (?:our|my)|get in touch|contact us|learn more about our|about the author|let(?:['’]?s| us) (?:go|have a look|take|look|see|talk|dive|move|get)|last (?:updated|modified) on|page was last)\b/iu,
  /^(?:Book|Buy|Shop|Order|Get|Check|Sign|Join|Find|See|Read|Learn|Register)\b.{0,80}\bhere[.!]$|^Disclosure:|\b(?:was|is|are) sponsored by\b|^(?:Published|Posted|Updated|Written)(?: on| by|:)? .{0,60}\d{4}\b/iu,
  /(?:Alle Rechte vorbehalten|Datenschutzerklärung|Newsletter (?:abonnieren|anmelden)|(?:verwenden|nutzen|setzen|akzeptieren) .{0,20}Cookies|Jetzt anmelden|Mehr erfahren|Tous droits réservés|politique de confidentialité|Abonnez-vous|utilis\w+ des cookies|Todos los derechos reservados|política de privacidad|Suscríbete|utiliza\w* cookies|Tutti i diritti riservati|Todos os direitos reservados|Alle rechten voorbehouden)/iu,
  /(?:版权所有|著作権|無断転載|保留所有权利|隐私政策|プライバシーポリシー|订阅|登录|ログイン|会員登録|扫码)/u,
];

const codeMark =
  /=>|::|&&|\|\||\(\)|\);|\{\s*$|^\s*[$>#]\s|\b(?:const|let|var|def|func|fn|import|return|SELECT|INSERT)\s+[\w*{]+\s*(?:[=({,;]|FROM|from)|[{}<>]{1}|`/u;

export interface UsableOptions {
  language: string;
  page: OwnPage;
  title: string | null;
}

/** Whether a sentence of the page may be quoted as it stands: whole, prose, about the page's subject, safe to post. */
export function isUsableSentence(sentence: string, { language, page, title }: UsableOptions): boolean {
  return (
    hasGoodLength(sentence) &&
    isCompleteSentence(sentence, language) &&
    !/[?？]["'”’»)\]」』]*$/u.test(sentence) &&
    isBalanced(sentence) &&
    // "Includes a 72 oz.": what the unit measures came after the stop.
    !/\p{N}\s?(?:oz|lbs?|fl|sq|ft|qt|gal|max|min|approx)\.$/u.test(sentence) &&
    startsLikeSentence(sentence, title) &&
    isProse(sentence) &&
    sentence.trim().toLowerCase() !== title?.trim().toLowerCase() &&
    !boilerplate.some((form) => form.test(sentence)) &&
    findSlackToken(sentence) === null &&
    findMachineVoice(sentence) === null &&
    findCommand(sentence) === null &&
    !addressesModel(sentence) &&
    findForeignLinks(sentence, page).length === 0
  );
}

function hasGoodLength(sentence: string): boolean {
  if (cjk.test(sentence)) return sentence.length >= 10 && sentence.length <= 200;
  return sentence.length >= 25 && sentence.length <= 420 && splitWords(sentence).length >= 5;
}

/** A quotation or bracket that opens and does not close was cut out of something longer. */
function isBalanced(sentence: string): boolean {
  const count = (form: RegExp): number => sentence.match(form)?.length ?? 0;
  return (
    count(/"/gu) % 2 === 0 &&
    // “…” and „…“ alike
    count(/[“”„]/gu) % 2 === 0 &&
    count(/[([（「『《]/gu) === count(/[)\]）」』》]/gu)
  );
}

/** Lower case at the start is the rest of a list or a cut sentence, but for names that are written so. */
function startsLikeSentence(sentence: string, title: string | null): boolean {
  const first = /^["'“„«([]*(\S+)/u.exec(sentence)?.[1] ?? '';
  if (!/^\p{Ll}/u.test(first)) return /^[\p{L}\p{N}]/u.test(first);
  return /^\p{Ll}+[\p{Lu}\d.]/u.test(first) || (title ?? '').split(/\s+/u).includes(first);
}

function isProse(sentence: string): boolean {
  if (codeMark.test(sentence)) return false;
  const letters = sentence.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
  if (letters / sentence.length < 0.72) return false;
  const capitals = sentence.match(/\p{Lu}/gu)?.length ?? 0;
  const small = sentence.match(/\p{Ll}/gu)?.length ?? 0;
  if (capitals > 8 && capitals > small) return false;
  const words = splitWords(sentence);
  // "BANANA BANANA BANANA"
  return words.length < 5 || new Set(words).size / words.length > 0.45;
}
