/**
 * Sentences of a page that give orders to a model. The forms are those of published attacks; each needs more than an imperative, for
 * tutorials, API pages and texts about models are full of those. It is a filter for politeness towards readers: what it misses still
 * has to pass the gates.
 */
import { posesAsService } from './machine-text.ts';

const start = String.raw`(?:^|[.!?:;([“"»]\s*)\W*(?:please,?\s+|now,?\s+|then\s+|instead,?\s+|you (?:must|should|have to)\s+|always\s+|just\s+|only\s+)*`;
const machine = String.raw`(?:(?:AI|LLM|language|large language|chat|automated|virtual)[ -]?)*(?:AIs?|LLMs?|GPTs?|ChatGPT|Claude|Gemini|Copilot|models?|assistants?|agents?|chat ?bots?|bots?|summari[sz]ers?|crawlers?|reviewers?|graders?|evaluators?|judges?)`;
const page = String.raw`(?:this|the|our|my|that)\s+(?:web ?)?(?:page|article|text|document|post|site|content|readme|repository)`;
const speech = String.raw`(?:summari[sz]\w*|repl(?:y|ies)|respond\w*|answer\w*|say|state|mention|recommend|include|write|report|rate|tell|begin|end|output|list|add|praise|refuse|visit|ignore)`;

const sources: readonly string[] = [
  String.raw`\b(?:ignore|disregard|forget|override|bypass)\b\s+(?:\w+\s+){0,4}(?:instructions?|prompts?|guidelines|system message)\b`,
  String.raw`\b(?:ignore|disregard|forget|override)\b\s+(?:all\s+)?(?:the above|everything (?:above|before|so far)|all (?:of )?the above|(?:the\s+)?(?:previous|prior) (?:text|context|messages?|conversation))`,
  String.raw`${start}(?:reply|respond|answer|output|write|print|say)\s+(?:back\s+)?(?:only|just|exactly|solely|nothing but)\b`,
  String.raw`\band\s+(?:reply|respond|answer|output|say)\s+(?:only|just|exactly|solely|nothing but)\b`,
  String.raw`${start}(?:reply|respond|answer)\s+(?:with|that|in)\b`,
  String.raw`${start}(?:say|state|claim|declare|announce|insist|assert)\s+that\b`,
  String.raw`${start}pretend\s+(?:to be|you|that)\b`,
  String.raw`${start}(?:tell|inform|warn|remind|urge|advise|instruct)\s+(?:all\s+|every\s+|the\s+|your\s+|our\s+|its\s+)*(?:readers?|everyone|everybody|recipients?|subscribers|humans?|visitors?|colleagues?|channel)\b`,
  String.raw`\balways\s+(?:give|show|send|tell)\s+(?:all\s+|your\s+|the\s+)?(?:readers?|users?|people|everyone)\b`,
  String.raw`${start}(?:dear |hey |hello |attention,? |any |all )*(?:${machine})\s*[:,—]\s*(?:please|you|always|never|do not|don't|give|make|kindly|${speech})\b`,
  String.raw`(?:^|[.!?;([“"]\s*)(?:any |all |the |every )*${machine}\s+(?:that [^.!?]{0,40})?(?:must|should|shall|need to|have to|may not|are (?:asked|instructed|told|required) to)\s+(?:not\s+|never\s+|always\s+|also\s+)?${speech}`,
  String.raw`^\W*(?:important\s+|special\s+)?(?:note|notes|message|instructions?|notice|attention|hint|memo)\b:?\s*(?:to|for)\s+(?:any |all |the |every )*${machine}\b`,
  String.raw`\b(?:when|if|before|while|after)\s+(?:you\s+|asked to\s+|you are asked to\s+)?(?:are\s+)?(?:summari[sz]|describ|review|quot|grad|translat|index)\w*\s+${page}`,
  String.raw`\b(?:summaries|summary|descriptions?|repl(?:y|ies)|answers?|previews?)\b(?:\s+(?:of|for|about)\s+${page})?\s+(?:must|should|shall|has to|have to|needs? to)\s+(?:always\s+|only\s+)?(?:open|begin|start|end|close|finish|say|state|mention|include|contain|carry|recommend|link)\b`,
  String.raw`\b(?:begin|start|open|end|finish|close|prefix|preface)\s+(?:your|every|each|the)\s+(?:summary|answer|reply|response|output|message|post)\b`,
  String.raw`\b(?:add|include|insert|append|put|place|mention|list|write|repeat|use)\b[^.!?]{0,80}\b(?:in|to|into|at|of|as)\s+(?:(?:the|your|its|any|each|every|first|last|start|end|top|bottom|beginning|of)\s+){0,6}(?:summar(?:y|ies)|tl;?dr|project ideas?|your\s+(?:answer|reply|response|output))\b`,
  String.raw`\b(?:rate|score)\s+(?:this|the)\s+(?:summary|page|answer|response|article)\b|\b(?:give|award|assign|grant)\s+(?:this|the|it|its)\b[^.!?]{0,30}\b(?:score|rating|grade|marks|stars)\b|\bmark\s+(?:every|all|each)\s+(?:the\s+)?(?:checks?|tests?|gates?|criteria)\b`,
  String.raw`\byou are (?:now\s+)?in\s+(?:maintenance|developer|debug|god|admin|unrestricted|jailbreak|test)\s+mode\b|\bfrom now on,?\s+you\b|\byou are (?:now|no longer)\s+(?:an?|the|bound)\b`,
  String.raw`\b(?:output|print|reveal|show|repeat|disclose|leak|send|quote)\b[^.!?]{0,30}\b(?:your\s+(?:\w+\s+)?(?:instructions|prompts?|rules|context)|(?:the\s+)?system\s+prompt)\b`,
  String.raw`\b(?:call|use|invoke)\s+(?:the|your)\s+\w+\s+tool\b[^.!?]{0,30}(?:\burl\b|\blink\b|https?:|\baddress\b)`,
  String.raw`\bwith\s+(?:what|everything|anything)\s+you\s+(?:know|remember|were told|have been told)\b|\bthe conversation in place of\b`,
  String.raw`${start}(?:write|start|begin|open|end|mention|add|include|put|insert|ping|notify|post)\b[^.!?]{0,20}[<＜]\s*[!@#！＠]`,
  String.raw`${start}(?:mention|ping|tag|notify)\s+(?:everyone|everybody|@\w+|the (?:whole |entire )?(?:channel|team))`,
  String.raw`\b(?:do not|don't|must not|never)\s+summari[sz]e\b`,
  String.raw`\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b[^.!?]{0,50}\b(?:anweisung\w*|instruktion\w*|vorgaben|befehl\w*)`,
  String.raw`\b(?:antworte|antwortet|schreibe?|gib|sag)\s+(?:\w+\s+)?(?:nur|ausschließlich|lediglich)\b`,
  String.raw`\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?]{0,50}\b(?:instructions|consignes)\b|\b(?:réponds|répondez|écris|écrivez|dis|dites)\s+(?:seulement|uniquement|juste)\b`,
  String.raw`\b(?:ignora|ignore|ignorad|olvida|olvide|esqueça|dimentica)\b[^.!?]{0,50}\b(?:instrucciones|instruções|istruzioni|órdenes)\b`,
  String.raw`\b(?:responde|rispondi|responda|escribe|di|scrivi)\s+(?:solo|sólo|únicamente|apenas|somente|soltanto)\b`,
  String.raw`\b(?:negeer|vergeet)\b[^.!?]{0,50}\b(?:instructies|opdrachten)\b|(?:игнорируй|забудь)\S*[^.!?]{0,50}(?:инструкци|указани)`,
  String.raw`(?:忽略|无视|無視|忘记)[^。！？]{0,20}(?:指令|指示|提示|說明)|(?:以前|これまで|上記|前)の?(?:すべての)?(?:指示|命令|プロンプト)[^。]{0,12}(?:無視|忘れ)`,
  String.raw`(?:只|仅|僅)(?:需|要|能)?(?:回复|回答|输出|回覆|輸出)|とだけ(?:答え|返|出力|回答|書)|라고만\s?(?:답|응답)|(?:이전|위의)[^.]{0,12}(?:지시|명령)[^.]{0,12}무시`,
];
const orders = sources.map((source) => new RegExp(source, 'iu'));

/** True for a sentence that gives orders to a model instead of telling readers something. */
export function addressesModel(sentence: string): boolean {
  const plain = sentence.normalize('NFKC').trim();
  return posesAsService(plain) || orders.some((form) => form.test(plain));
}
