import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const apiKeyName: RegExp = /^[a-z0-9][a-z0-9-]{0,39}$/;

export interface ApiKeys {
  /** False: nobody can read anything that needs a key. */
  isConfigured: boolean;
  /** The name of the key in an `Authorization` header (RFC 6750), or null. */
  nameOf(authorization: string | undefined): string | null;
}

/** A key has 256 random bits, so a plain hash keeps it as well as a slow one would. */
function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** @returns the key, and what stands for it in the settings: its name and hash */
export function createApiKey(name: string): { key: string; setting: string } {
  const key = `gloss_${randomBytes(32).toString('base64url')}`;
  return { key, setting: `${name}:${hashOf(key).toString('hex')}` };
}

/** @param settings `name:sha256hex` each */
export function createApiKeys(settings: readonly string[]): ApiKeys {
  const known = settings.map((setting) => {
    const [name = '', hash = ''] = setting.split(':');
    return { name, hash: Buffer.from(hash, 'hex') };
  });
  return {
    isConfigured: known.length > 0,
    nameOf(authorization) {
      const key = /^Bearer +([\w.~+/=-]{1,200})$/i.exec(authorization ?? '')?.[1];
      if (key === undefined) return null;
      const hash = hashOf(key);
      let found: string | null = null;
      // Every key is compared, so that the time tells nothing about which one was near.
      for (const candidate of known) if (timingSafeEqual(candidate.hash, hash)) found = candidate.name;
      return found;
    },
  };
}
