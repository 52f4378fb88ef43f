/**
 * Secrets and personal data that must never reach a log, span, artifact, export or message, and the label each becomes.
 * Order matters: longer and more certain forms first. Sources of the forms: Slack's and OpenAI's token formats, RFC 6750 (bearer),
 * RFC 5322 in its everyday form, E.164 phone numbers, ISO/IEC 7812 card numbers (with their check digit).
 */
const rules: readonly { pattern: RegExp; replace: string | ((match: string, ...groups: string[]) => string) }[] = [
  { pattern: /\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{6,}/g, replace: '[slack-token]' },
  { pattern: /\bxoxe\.[A-Za-z0-9.-]{6,}/g, replace: '[slack-token]' },
  { pattern: /\bxapp-\d-[A-Za-z0-9-]{6,}/g, replace: '[slack-token]' },
  { pattern: /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>|]+/g, replace: '[slack-hook]' },
  { pattern: /\b(?:sk|pk|rk)-(?:lf-|proj-|ant-|live_|test_)?[A-Za-z0-9_-]{16,}/g, replace: '[api-key]' },
  { pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g, replace: '[api-key]' },
  { pattern: /\bAKIA[0-9A-Z]{16}\b/g, replace: '[api-key]' },
  {
    pattern: /\b(bearer|basic)(\s+)([A-Za-z0-9._~+/=-]{8,})/gi,
    // "Basic knowledge" is prose.
    replace: (match, scheme = '', _gap, token = '') =>
      (/^basic$/i.test(scheme) ? isBasicCredential(token) : isBearerToken(token)) ? `${scheme} [secret]` : match,
  },
  { pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g, replace: '[jwt]' },
  {
    pattern: /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"'<>]+:[^\s/@"'<>]+@/gi,
    replace: (_all, scheme) => `${scheme}[secret]@`,
  },
  {
    pattern:
      /([?&#;](?:access_?token|id_?token|refresh_?token|token|api_?key|apikey|key|secret|client_?secret|password|passwd|pwd|signature|sig|auth|code|session(?:_?id)?|x-amz-signature|x-amz-security-token)=)[^&#\s"'<>|]+/gi,
    replace: (_all, name) => `${name}[secret]`,
  },
  {
    pattern:
      /\b(signing[_ -]?secret|client[_ -]?secret|password|passwd|api[_ -]?key)(["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi,
    replace: (_all, name, gap) => `${name}${gap}[secret]`,
  },
  {
    pattern: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b/g,
    replace: '[email]',
  },
  { pattern: /\b\d(?:[ -]?\d){12,18}\b/g, replace: (match) => (isCardNumber(match) ? '[card]' : match) },
  {
    pattern: /(?<![\w.])\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\w)/g,
    // E.164: 7 digits at the least with the country code, 15 at the most
    replace: (match) => (/^(?:\D*\d){8,15}\D*$/.test(match) ? '[phone]' : match),
  },
  { pattern: /(?<![\w.-])\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}(?!\w)/g, replace: '[phone]' },
];

/** RFC 7617: base64 of a name, a colon and a password. */
function isBasicCredential(token: string): boolean {
  return /^[^\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]*$/u.test(Buffer.from(token, 'base64').toString('utf8'));
}

/** Words have no digits, and few are as long as a token. */
function isBearerToken(token: string): boolean {
  return /\d/.test(token) || token.length >= 20;
}

/** First digits that issuers have, grouped as cards are: a row of years or of table cells is no card. */
const cardForm =
  /^(?:2[2-7]|[3-6])(?:\d+|\d{2,3}([ -])\d{4}(?:\1\d{4}){1,2}(?:\1\d{1,4})?|\d{2,3}([ -])\d{6}\2\d{4,5})$/;

function isCardNumber(text: string): boolean {
  if (!cardForm.test(text)) return false;
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  // Luhn check: without it any long number would be called a card.
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    let digit = Number(digits[digits.length - 1 - index]);
    if (index % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0;
}

/** The text with secrets, e-mail addresses, phone and card numbers replaced by labels in square brackets. Idempotent. */
export function redactText(text: string): string {
  let result = text;
  for (const { pattern, replace } of rules) {
    result = typeof replace === 'string' ? result.replace(pattern, replace) : result.replace(pattern, replace);
  }
  return result;
}

const secretKey =
  /^(?:.*[_.-])?(?:token|secret|password|passwd|api[_-]?key|authorization|cookie|set-cookie|private[_-]?key|bot_?token|signing_?secret)$/i;
const secretCamelKey = /(?:Token|Secret|Password|ApiKey|Authorization|Cookie)$/;

/** Redacts every string inside a JSON-like value; a field whose name says that it is a secret loses its value whole. Cycles and depth over 8 become labels. */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > 8) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const isSecret = typeof item === 'string' && item !== '' && (secretKey.test(key) || secretCamelKey.test(key));
    result[key] = isSecret ? '[secret]' : redactValue(item, depth + 1);
  }
  return result;
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  // Only what a log needs: vendor errors carry whole requests with their headers.
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}
