/** Characters and tokens that a plain sentence of ours never has: Slack control sequences, markup, and what no reader sees. */

const forms: readonly { what: string; form: RegExp }[] = [
  { what: 'a line break', form: /[\n\r\u2028\u2029\v\f]/u },
  {
    what: 'a Slack control sequence',
    form: /<\s*[!@#]|<\s*(?:https?|mailto|tel|slack):|&(?:amp;)*lt;\s*[!@#]|<[^<>\s]*\|[^<>]*>/iu,
  },
  { what: 'a mention of everybody', form: /[@＠]\s?(?:channel|here|everyone)\b/iu },
  { what: 'a user, channel or group id', form: /[@#!](?:[UWCGS][A-Z0-9]{7,}|subteam\^)/u },
  { what: 'a markdown image or link', form: /!\[|\]\s*\(\s*\S|\]\[|\[[^\]]{0,80}\]:\s/u },
  { what: 'an HTML tag', form: /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/iu },
  { what: 'a code fence', form: /```|~~~/u },
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  { what: 'a control character', form: /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u001b]/u },
  { what: 'a direction override', form: /[\u202a-\u202e\u2066-\u2069]/u },
  {
    what: 'an invisible character',
    form: /[\u200b\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u115f\u1160\u3164\u{e0000}-\u{e0fff}]|\u034f|[\ufe00-\ufe0f]{2,}/u,
  },
];

/** @returns what is wrong with the text as a Slack sentence, in words of ours, or null. Looks at the text and at its NFKC form. */
export function findSlackToken(text: string): string | null {
  const folded = text.normalize('NFKC');
  return forms.find(({ form }) => form.test(text) || form.test(folded))?.what ?? null;
}
