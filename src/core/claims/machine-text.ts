/** Text that speaks as or about the machine, and secrets: neither is ever a sentence of a summary. */

const chatMarkup = /<\|[^|>]{0,40}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|user|human|tool|instructions?)>/iu;
const roleMarkers: readonly RegExp[] = [
  chatMarkup,
  /^\W{0,4}(?:system|assistant|user|human|developer|tool|model)\s*:/iu,
  /(?:^|\s)#{2,}\s*(?:system|instructions?|assistant|user|response)\b/iu,
];

const serviceVoices: readonly RegExp[] = [
  /\b(?:system|admin(?:istrator)?|gloss)\s+(?:notice|alert|override|warning|announcement)\s*[:\]!—-]/iu,
  /^\W*(?:system|admin(?:istrator)?|gloss)\s+(?:notice|alert|override|message|warning)\b/iu,
];

const modelVoices: readonly RegExp[] = [
  /\b(?:my|these|your)\s+(?:(?:system|hidden|initial|original|secret|previous|prior)\s+)*(?:instructions|prompts?|guidelines)\s+(?:are|is|say|says|state|tell|were|read)\b/iu,
  /\bmy\s+system\s+prompts?\b|\bhere (?:are|is) (?:my|the) (?:instructions|system prompt|prompt)\b/iu,
  /(?:^|[.!?:]\s*)as an? (?:AI|artificial intelligence|(?:large )?language model)\b|\bas an? (?:AI|language model|assistant)(?: \w+){0,2},\s*I\b/iu,
  /\bI(?:'m| am) an? (?:AI|assistant|(?:large )?language model|chat ?bot)\b/iu,
  /\bI (?:can(?:no|')t|am (?:not able|unable)|won't|will not|must (?:not|refuse)|refuse to) (?:to )?(?:help|assist|comply|summari[sz]e|provide|do that|answer)/iu,
];

const boundaryForm = /gloss-data-[0-9a-f]{8}|\{\{[^{}]{1,60}\}\}/iu;

const secrets: readonly RegExp[] = [
  /\bxox[a-z](?:\.|-)[A-Za-z0-9-]{6,}|\bxapp-\d-[A-Za-z0-9-]{6,}|\bxoxe\.[A-Za-z0-9-]{6,}/u,
  /\bsk-[A-Za-z0-9_-]{16,}|\bsk_(?:live|test)_[A-Za-z0-9]{10,}|\bAIza[0-9A-Za-z_-]{20,}/u,
  /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bnpm_[A-Za-z0-9]{30,}/u,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./u,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bBearer\s+[A-Za-z0-9._~+/-]{16,}/u,
  /\b(?:OPENAI_API_KEY|SLACK_(?:BOT|APP)_TOKEN|SLACK_SIGNING_SECRET|DATABASE_URL)\b\s*[=:]/u,
];

const findings: readonly { what: string; forms: readonly RegExp[] }[] = [
  { what: 'a secret', forms: secrets },
  { what: 'a chat role marker', forms: roleMarkers },
  { what: 'a message in the name of the service', forms: serviceVoices },
  { what: 'the voice of a model', forms: modelVoices },
  { what: 'text of our own prompt', forms: [boundaryForm] },
];

/** @returns what gives the text away as a machine's, in words of ours, or null. */
export function findMachineVoice(text: string): string | null {
  const plain = text.normalize('NFKC');
  return findings.find(({ forms }) => forms.some((form) => form.test(plain)))?.what ?? null;
}

/** True where the text poses as a chat turn or as a message of the service. */
export function posesAsService(text: string): boolean {
  return [chatMarkup, /^\W{0,4}(?:system|assistant)\s*:/iu, ...serviceVoices].some((form) => form.test(text));
}
