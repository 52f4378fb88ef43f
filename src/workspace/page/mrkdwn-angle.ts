import { decodeEntities } from './decode-entities.ts';
import type { Inline } from './inline.ts';

/** What stands between `<` and `>` in mrkdwn: a link, a mention, a broadcast or a date. Null when it is none of these. */
export function parseAngle(inside: string): Inline | null {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? null : decodeEntities(inside.slice(bar + 1));
  if (target.startsWith('@')) return mention('user', target.slice(1), label);
  if (target.startsWith('#')) return mention('channel', target.slice(1), label);
  if (target.startsWith('!')) return parseCommand(target.slice(1), label);
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(target)) return null;
  const url = decodeEntities(target);
  return { kind: 'link', url, children: [{ kind: 'text', text: label || url.replace(/^mailto:/i, '') }] };
}

function mention(kind: 'user' | 'channel', id: string, label: string | null): Inline | null {
  return /^[A-Z0-9]+$/.test(id) ? { kind, id, label } : null;
}

function parseCommand(command: string, label: string | null): Inline | null {
  if (['here', 'channel', 'everyone'].includes(command)) return { kind: 'broadcast', range: command };
  const [name, first, format, url] = command.split('^');
  if (name === 'subteam' && first) return { kind: 'usergroup', id: first, label };
  if (name === 'date' && first && /^\d{1,11}$/.test(first)) {
    return {
      kind: 'date',
      timestamp: Number(first),
      format: format ?? '{date}',
      fallback: label ?? '',
      url: url ?? null,
    };
  }
  return label ? { kind: 'text', text: label } : null;
}
