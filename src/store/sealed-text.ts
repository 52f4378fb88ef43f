import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '../core/errors.ts';

/**
 * Text as it lies in the database: as it is without keys, else AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce each time. The first
 * key seals and every key opens, so a new key in front and the old one behind it is a rotation.
 */
export interface TextSealer {
  /** False where no key is set: then texts lie as they are. */
  seals: boolean;
  /** @param place what the text belongs to, e.g. `summary:1`: sealed text that was moved elsewhere does not open there */
  seal(text: string, place: string): string;
  /** Whether it lies as `seal` would write it now; false for what an older key sealed. */
  isCurrent(stored: string): boolean;
  /** @throws AppError `store_key_missing`, `store_text_damaged`. */
  open(stored: string, place: string): string;
}

/** Sealed: this, the key's id, `:`, then nonce, tag and cipher text in one. */
const sealedMark = 'gloss1:';
/** Plain text that begins like a mark gets this before it. */
const plainMark = 'gloss0:';
const keyIdLength = 8;
const nonceBytes = 12;
const tagBytes = 16;

/** SQL for the size of what a column holds, in bytes of its plain UTF-8. */
export const plainBytesSql = (column: string): string =>
  `case substr(${column}, 1, 7)
     when '${sealedMark}' then (length(${column}) - ${sealedMark.length + keyIdLength + 1}) * 3 / 4 - ${nonceBytes + tagBytes}
     when '${plainMark}' then octet_length(${column}) - ${plainMark.length}
     else octet_length(${column}) end`;

/** @param keys 32 bytes each in base64, the newest first; none stores plain text */
export function createTextSealer(keys: readonly string[]): TextSealer {
  const known = keys.map((text) => {
    const key = Buffer.from(text, 'base64');
    return { key, id: createHash('sha256').update(key).digest('hex').slice(0, keyIdLength) };
  });
  const [first] = known;

  return {
    seals: first !== undefined,
    seal(text, place) {
      if (!first) return text.startsWith(sealedMark) || text.startsWith(plainMark) ? plainMark + text : text;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
      return `${sealedMark}${first.id}:${bytes.toString('base64url')}`;
    },
    isCurrent: (stored) => (first ? stored.startsWith(`${sealedMark}${first.id}:`) : !stored.startsWith(sealedMark)),
    open(stored, place) {
      if (stored.startsWith(plainMark)) return stored.slice(plainMark.length);
      if (!stored.startsWith(sealedMark)) return stored;
      const [, id = '', text = ''] = stored.split(':', 3);
      const found = known.find((candidate) => candidate.id === id);
      if (!found) {
        throw new AppError({
          code: 'store_key_missing',
          message: `A stored text was encrypted with the key ${id}, which is not among the configured ones.`,
          hint: 'Put the key it was written with back into store.encryptionKeys, behind the current one.',
        });
      }
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new AppError({
          code: 'store_text_damaged',
          message: 'A stored text is not what was written: it was changed, cut or moved.',
          hint: 'Restore the database file from a backup, or do without this text.',
          cause,
        });
      }
    },
  };
}
