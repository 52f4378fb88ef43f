import { decodeEntities } from './decode-entities.ts';

/** A message's stored text as the person would type it again: links bare, mentions by name, entities decoded. */
export function asTyped(text: string, handleOf: (id: string) => string, channelOf: (id: string) => string): string {
  const typed = text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (whole, target: string, label: string | undefined) => {
    if (target.startsWith('@')) return `@${handleOf(target.slice(1))}`;
    if (target.startsWith('#')) return `#${label || channelOf(target.slice(1))}`;
    if (target.startsWith('!')) return `@${target.slice(1).split('^')[0]}`;
    if (!/^(?:https?:|mailto:|ftp:)/.test(target)) return whole;
    const bare = target.replace(/^(?:mailto:|https?:\/\/)/, '');
    return label && label !== target && label !== bare ? `[${label}](${target})` : (label ?? target);
  });
  return decodeEntities(typed);
}
