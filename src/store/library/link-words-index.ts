import type { Dialect } from '../database.ts';
import type { LinkWordsIndex } from './link-words.ts';
import { postgresLinkWords } from './link-words-postgres.ts';
import { sqliteLinkWords } from './link-words-sqlite.ts';

export function linkWordsIndex(dialect: Dialect): LinkWordsIndex {
  return dialect === 'sqlite' ? sqliteLinkWords : postgresLinkWords;
}
