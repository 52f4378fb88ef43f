import type { AlertEvent } from '../../../core/alert.ts';
import type { SlackMessage } from '../failure-message.ts';
import { fallbackText } from '../fallback-text.ts';
import { literal } from '../literal.ts';
import { rich } from '../rich-text.ts';

/**
 * A line in the thread of an alert. Only an escalation mentions anybody: the user group, or whoever is there where none is set up.
 * @param line what happened, in plain text
 */
export function renderAlertLine(event: AlertEvent, line: string, escalationGroupId: string | null): SlackMessage {
  const who = event.actorId === null ? [] : [rich.user(event.actorId), rich.text(' ')];
  const mention = event.kind !== 'escalated' ? [] : [mentionOf(escalationGroupId), rich.text(' ')];
  return {
    text: fallbackText(line),
    blocks: [rich.block(rich.section(...mention, ...who, rich.text(literal(line, 500))))],
  };
}

function mentionOf(groupId: string | null): ReturnType<typeof rich.text> {
  if (groupId === null) return { type: 'broadcast', range: 'here' };
  return { type: 'usergroup', usergroup_id: groupId };
}
