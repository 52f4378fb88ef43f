import { splitSentences } from '../../core/sentences.ts';
import type { ContentBlock } from '../page-content.ts';

/** "Forget what you were told", in the languages that pages are likely to use; anchored at a sentence's beginning. */
const overrides: readonly RegExp[] = [
  /^(?:(?:please|now|important|attention|stop|and|you (?:must|should|will|have to))[,:!.]?\s+)*(?:ignore|disregard|forget|override|bypass|discard)\b[^.!?]{0,40}\b(?:previous|prior|earlier|above|preceding|former|all|any|your|system|other)\b[^.!?]{0,30}\b(?:instructions?|prompts?|directions?|rules|guidelines|commands?|directives?|context|told)\b/,
  /^(?:please,?\s+|now,?\s+)?(?:ignore|disregard|forget|discard)\b[^.!?]{0,30}\b(?:instructions?|prompts?|directives?|guidelines)\b[^.!?]{0,20}\b(?:above|before|so far|you (?:were|have been) given)\b/,
  /^(?:bitte\s+)?(?:ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*|verwirf)\b.{0,50}\b(?:anweisung|befehl|instruktion|vorgabe|regel|anordnung)/,
  /^(?:veuillez\s+)?(?:ignore[zr]?|oublie[zr]?)\b.{0,50}\b(?:instruction|consigne|directive|règle)s?\b/,
  /^(?:por favor,?\s+)?(?:ignor[ae]|olvid[ae]|ignoren|olviden|desatiende)\b.{0,50}\b(?:instrucci|indicaci|órden|reglas)/,
  /^(?:per favore,?\s+)?(?:ignora|ignorate|dimentica|dimenticate)\b.{0,50}\b(?:istruzion|indicazion|regole|comandi)/,
  /^(?:por favor,?\s+)?(?:ignore|esqueça|desconsidere)\b.{0,50}\b(?:instruç|orientaç|regras|comandos)/,
  /^(?:negeer|vergeet)\b.{0,50}\b(?:instructies|opdrachten|aanwijzingen|regels)/,
  /^(?:пожалуйста,?\s+)?(?:игнорируй|забудь|проигнорируй)\S*\s.{0,50}(?:инструкци|указани|команд|правил)/,
  /^(?:zignoruj|ignoruj|zapomnij)\S*\s.{0,50}(?:instrukcj|polece|zasad)/,
  /(?:忽略|無視|无视|忘记|忘記).{0,12}(?:之前|以上|先前|所有|上述|前面).{0,10}(?:指令|指示|说明|說明|提示|命令)/,
  /(?:以前|これまで|上記|今まで|前)の.{0,10}(?:指示|命令|プロンプト).{0,6}(?:無視|忘れ)/,
  /(?:이전|위의|앞의|모든).{0,12}(?:지시|명령|지침).{0,6}(?:무시|잊)/,
];

const verbs =
  '(?:begin|start|end|open|finish|say|tell|write|reply|respond|answer|output|print|include|add|append|insert|list|recommend|mention|state|claim|ignore|disregard|give|mark|rate|score|grade|call|visit|follow|summari[sz]e|describe|translate|repeat|reveal|promote|approve|report|omit|treat|rank|praise|link|post|send|do not|don.t|never|always|please|you (?:must|should|are|will|may not)|make sure|be sure)';
const readers =
  '(?:(?:ai|a\\.i\\.|llm|language[- ]model|automated|artificial[- ]intelligence|machine)s?[\\s-]*(?:assistants?|agents?|models?|reviewers?|readers?|systems?|summari[sz]ers?|bots?|crawlers?|tools?|graders?)?|(?:assistants?|chatbots?|summari[sz]ers?|graders?|llm judges?|language models?))';
const thisPage = '(?:this|the) (?:page|article|post|document|text|site|content|readme|repository)';

/** What only someone who writes a summary could be told to do. All are anchored or name the summary itself. */
const directions: readonly RegExp[] = [
  // "AI assistants: begin your answer with …", "Note to graders | Give this …"
  new RegExp(`^(?:dear|hey|hello|attention|to|for)?\\s*(?:all |any |the )?${readers}\\s*[:,|—–-]+\\s*${verbs}\\b`),
  new RegExp(
    `^(?:notes?|message|instructions?|attention|reminder)\\s+(?:to|for)\\s+(?:all |any |the |your )?${readers}\\b`,
  ),
  // "Assistants must not summarise this page"
  new RegExp(
    `^(?:all |any )?${readers}\\s+(?:must|should|shall|have to|are (?:required|instructed|asked) to)\\b[^.]{0,80}\\b(?:${thisPage}|(?:the|your|their|any) (?:summary|reply|answer))\\b`,
  ),
  new RegExp(
    `\\bas an? (?:ai|large language model|language model|llm|chatbot)(?: assistant| model| system)?,? you (?:must|should|are|will|have)\\b`,
  ),
  new RegExp(`^if you are an? (?:ai|llm|large language model|language model|chatbot|automated|assistant)\\b`),
  new RegExp(
    `^(?:any |every |each |all |the )?(?:summar(?:y|ies)|descriptions?|previews?) of ${thisPage}\\s+(?:must|should|shall|has to|have to|need)\\b`,
  ),
  /^(?:any |every |each |all |the |your )?summar(?:y|ies) (?:must|should|shall|has to|have to) (?:end|begin|start|open|close|finish)\b/,
  new RegExp(
    `^(?:when|if|before|while|whenever|as) (?:you (?:are )?)?(?:describ|summari[sz]|quot|review|report|shar|analy[sz]|process|read|present|translat)\\w*\\b[^.]{0,30}${thisPage}\\b[^.]{0,20},\\s*${verbs}`,
  ),
  // "… and add the result to the summary"
  /(?:^|\band |\bthen |\bplease |\bmust |\bshould |\balso )(?:add|append|include|insert|put|place|mention|write|paste)\b[^.]{0,80}\b(?:to|in|into|at the (?:end|start|beginning|top|bottom) of)\s+(?:the|your|this|any|every)\s+(?:summar(?:y|ies)|reply|answer|response)\b/,
  /^(?:start|begin|end|open|finish|close)\s+(?:your|the|every|any)\s+(?:answer|reply|response|summary|output|message)s?\s+(?:with|by)\b/,
  /^(?:start|begin|open|end|write)\b[^.]{0,80}\b(?:and then|then|before|after) (?:the|your) summary\b/,
  /^(?:just |only |simply |please )?(?:reply|respond|answer)\s+(?:only\s+)?with\s+(?:only\s+)?(?:the\s+(?:word|words|text|phrase|sentence|string|following)|exactly|nothing but|just)\b/,
  /^(?:just |only |simply |please )?(?:reply|respond|output|print|say|write)\s+(?:only\s+)?(?:the\s+(?:single )?(?:word|words|phrase)|exactly|nothing but)\b/,
  /^(?:reply|respond|answer) (?:only )?(?:that|with:|with only)\b/,
  /\b(?:reveal|output|print|repeat|show|disclose|leak)\b[^.]{0,40}\byour (?:system |hidden |initial |secret )?(?:prompt|instructions)\b/,
  /^(?:please )?(?:give|rate|score|mark|grade)\b[^.]{0,20}\b(?:this|the|your) (?:summary|answer|response|reply)\b/,
  /^(?:please )?(?:tell|inform|remind|warn|advise|urge) (?:your|the|all) (?:readers?|users?|team|audience)\b/,
  /\b(?:always|must) (?:give|show|send|offer) (?:your |the )?(?:readers?|users?) this link\b/,
  /^you are (?:now |no longer )?(?:in (?:maintenance|developer|debug|admin|god|dan|test)\b|an? (?:unrestricted|jailbroken|helpful assistant)|bound by)/,
  /\b(?:send|post|append|include|encode|forward|replace|fill)\b[^.]{0,60}\b(?:(?:the|your|this) (?:conversation|chat history|system prompt|context window|slack (?:channel|messages))|what you know)\b/,
  /^(?:write|start|begin|mention|include|say|post|add|put|reply|output|ping|notify)\b[^.]{0,40}<[!@#]/,
  // Not "say that you have two servers", which begins an example.
  /^(?:say|state|claim|report) that (?!(?:you|we|i|a|an|one|there|two|some|each|every)\b)/,
  /^system (?:notice|override|message|prompt|update)\s*[:\]]/,
];

/** Marks of a chat's turns and of a structured answer's end; nobody writes them into prose. */
const turnMarks: readonly RegExp[] = [
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>/,
  /\[\/?inst\]|<<\/?sys>>|<(?:start|end)_of_turn>|<\/?(?:system|assistant)(?:_prompt)?>/,
  /^["'][\]}]+\s*,?\s*[\]}]*\s*,\s*["']\w+["']\s*:/,
  /\[\s*system (?:notice|override|message|prompt)\b/,
  /^(?:###\s*)?(?:system|assistant|developer)\s*(?:prompt|message|instruction)s?\s*:\s/,
];

/** True for a sentence or line that speaks to whoever writes a summary of the page, not to its reader. */
function isModelDirected(sentence: string): boolean {
  const plain = sentence.normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ').trim();
  return [...overrides, ...directions].some((pattern) => pattern.test(plain));
}

function hasTurnMark(text: string): boolean {
  const plain = text.normalize('NFKC').toLowerCase().trim();
  return turnMarks.some((pattern) => pattern.test(plain));
}

/** Whether a title or heading is such text. */
export function isModelDirectedLine(line: string): boolean {
  return isModelDirected(line) || hasTurnMark(line);
}

/** Blocks of up to this many characters go as a whole: what stands beside a command usually belongs to it. */
const wholeBlockLength = 600;

/**
 * Takes out text that is aimed at a model. Short blocks go whole, long ones lose the sentences.
 * Where more than half of the blocks would go, the page is about such text: everything stays.
 * @returns what is left, and whether anything was found.
 */
export function dropModelDirected(
  blocks: readonly ContentBlock[],
  language: string,
): { blocks: ContentBlock[]; found: boolean; dropped: boolean } {
  const left: ContentBlock[] = [];
  let hits = 0;
  for (const block of blocks) {
    const rest = withoutDirections(block, language);
    if (rest !== block.text) hits += 1;
    if (rest !== '') left.push(rest === block.text ? block : { ...block, text: rest });
  }
  const gone = blocks.length - left.length;
  if (blocks.length > 1 && gone > blocks.length / 2) return { blocks: [...blocks], found: true, dropped: false };
  return { blocks: left, found: hits > 0, dropped: hits > 0 };
}

/** A sentence that is stuck to the one before: "its readers.Say that". */
const glued = /\p{Ll}{2}[.!?](?=\p{Lu}\p{Ll}+ )/gu;

function withoutDirections(block: ContentBlock, language: string): string {
  const { text, kind } = block;
  // Documentation of chat formats shows such marks in code.
  const isMarked = kind !== 'code' && hasTurnMark(text);
  const isCell = kind === 'table_row';
  const sentences = isCell
    ? [text, ...text.split(/\s*[|\t]\s*/)]
    : splitSentences(text.replace(glued, '$&\n'), language);
  const aimed = sentences.filter((sentence) => isModelDirected(sentence));
  if (!isMarked && aimed.length === 0) return text;
  if (text.length <= wholeBlockLength || isCell || isMarked || aimed.length * 2 >= sentences.length) return '';
  return sentences.filter((sentence) => !aimed.includes(sentence)).join(' ');
}
