import { randomBytes } from 'node:crypto';
import { pseudonymOf } from '../core/pseudonym.ts';
import type { HttpSettings } from './settings.ts';

/** How a person appears in an answer: the id, a stand-in, or null. */
export type NamePerson = (userId: string | null) => string | null;

/** @param pseudonymKey where spans carry stand-ins, the same key; else each start of the program has its own */
export function createNamePerson(userIds: HttpSettings['userIds'], pseudonymKey: string | null): NamePerson {
  if (userIds === 'hidden') return () => null;
  if (userIds === 'plain') return (userId) => userId;
  const key = pseudonymKey ?? randomBytes(32).toString('base64url');
  return (userId) => (userId === null ? null : pseudonymOf(key, userId));
}
