import { AppError } from '../../core/errors.ts';

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
]);
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: by the first letters, the longest that fits. */
const kinds: readonly [prefix: string, kind: 'unavailable' | 'full' | 'busy' | 'refused'][] = [
  ['53100', 'full'],
  ['53', 'unavailable'],
  ['55P03', 'busy'],
  ['57014', 'busy'],
  ['57P', 'unavailable'],
  ['40', 'busy'],
  ['08', 'unavailable'],
  ['28', 'refused'],
  ['3D', 'refused'],
  ['42501', 'refused'],
];

const texts = {
  unavailable: [
    'The database does not answer.',
    'It is tried again; look whether PostgreSQL runs and can be reached.',
    true,
  ],
  full: ['The database has no room left.', 'Give PostgreSQL more disk; the work is tried again.', true],
  busy: ['The database is too busy.', 'It is tried again; look at what PostgreSQL works on.', true],
  refused: [
    'The database refuses the connection.',
    'Check user, password and database in DATABASE_URL and their rights.',
    false,
  ],
} as const;

/** What the driver throws, in our words where it is about the database's state; everything else as it is, for it is a mistake in a query. */
export function toDatabaseError(thrown: unknown): unknown {
  const kind = kindOf(thrown);
  if (kind === null) return thrown;
  const [message, hint, retryable] = texts[kind];
  return new AppError({ code: `database_${kind}`, message, hint, retryable, cause: thrown });
}

/** A transaction that may simply be begun again. */
export function isRepeatable(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === '40001' || code === '40P01';
}

function kindOf(thrown: unknown): keyof typeof texts | null {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return null;
  const code = codeOf(thrown);
  if (networkCodes.has(code)) return 'unavailable';
  const known = kinds.find(([prefix]) => code !== '' && code.startsWith(prefix));
  if (known) return known[1];
  // The driver's own failures have no code.
  return /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Client was closed)/i.test(
    thrown.message,
  )
    ? 'unavailable'
    : null;
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : '';
}
