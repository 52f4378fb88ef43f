import { asRecord, asRecords, asText, textOf, type JsonRecord } from '../read-json.ts';
import type { BlockContext } from '../blocks/block-context.ts';

export interface Choice {
  value: string;
  label: string;
  description: string;
}

export interface ChoiceGroup {
  label: string | null;
  choices: Choice[];
}

/** One option object. */
export function readChoice(option: JsonRecord): Choice {
  return { value: asText(option['value']), label: textOf(option['text']), description: textOf(option['description']) };
}

/** What a select of any kind offers: its own options, or people, channels or conversations. */
export function readChoices(item: JsonRecord, context: BlockContext): ChoiceGroup[] {
  const kind = asText(item['type']).replace(/^multi_/, '');
  if (kind === 'users_select') {
    return [
      {
        label: null,
        choices: context.users.map((user) => ({ value: user.id, label: user.realName || user.name, description: '' })),
      },
    ];
  }
  if (kind === 'channels_select' || kind === 'conversations_select') {
    const channels = context.channels.filter((channel) => kind === 'conversations_select' || channel.kind === 'public');
    const choices = channels.map(({ id, kind: sort }) => ({
      value: id,
      label: `${sort === 'im' ? '@' : '#'}${context.names.channel(id)}`,
      description: '',
    }));
    return [{ label: null, choices }];
  }
  const groups = asRecords(item['option_groups']);
  if (groups.length === 0) return [{ label: null, choices: asRecords(item['options']).map(readChoice) }];
  return groups.map((group) => ({
    label: textOf(group['label']),
    choices: asRecords(group['options']).map(readChoice),
  }));
}

/** The values chosen at first: what the person had chosen before a redraw, otherwise what the element says. */
export function readInitialValues(item: JsonRecord, blockId: string, context: BlockContext): string[] {
  const earlier = context.form.earlier(blockId, asText(item['action_id']));
  if (earlier !== undefined) return typeof earlier === 'string' ? [earlier] : earlier;
  const several =
    item['initial_options'] ?? item['initial_users'] ?? item['initial_channels'] ?? item['initial_conversations'];
  if (Array.isArray(several))
    return several.map((entry) => (typeof entry === 'string' ? entry : readChoice(asRecord(entry)).value));
  if (item['initial_option'] !== undefined) return [readChoice(asRecord(item['initial_option'])).value];
  const single = item['initial_user'] ?? item['initial_channel'] ?? item['initial_conversation'];
  return typeof single === 'string' ? [single] : [];
}
