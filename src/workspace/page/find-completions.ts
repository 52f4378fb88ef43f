import type { WorkspaceCommand } from '../control-api.ts';

export interface Completion {
  /** What replaces the typed piece. */
  insert: string;
  label: string;
  detail: string;
}

export interface CompletionSources {
  commands: readonly WorkspaceCommand[];
  people: readonly { name: string; realName: string }[];
  channels: readonly string[];
}

export interface Completions {
  /** Where the typed piece begins. */
  from: number;
  options: Completion[];
}

const MOST = 8;

/** What could complete the text before the caret: a command at the very beginning, a person after `@`, a channel after `#`. */
export function findCompletions(text: string, caret: number, sources: CompletionSources): Completions | null {
  const before = text.slice(0, caret);
  const command = /^\/([\w-]*)$/.exec(before);
  if (command) {
    const typed = (command[1] ?? '').toLowerCase();
    const options = sources.commands
      .filter((entry) => entry.command.slice(1).toLowerCase().startsWith(typed))
      .map((entry) => ({
        insert: `${entry.command} `,
        label: `${entry.command} ${entry.usageHint}`.trim(),
        detail: entry.description,
      }));
    return pack(0, options);
  }
  const mention = /(?:^|[\s(])([@#])([\w.-]*)$/.exec(before);
  if (!mention) return null;
  const typed = (mention[2] ?? '').toLowerCase();
  const from = caret - typed.length - 1;
  if (mention[1] === '#') {
    const channels = sources.channels.filter((name) => name.toLowerCase().startsWith(typed));
    return pack(
      from,
      channels.map((name) => ({ insert: `#${name} `, label: `#${name}`, detail: '' })),
    );
  }
  const people = sources.people.filter(({ name, realName }) =>
    [name, ...realName.split(' ')].some((word) => word.toLowerCase().startsWith(typed)),
  );
  return pack(
    from,
    people.map(({ name, realName }) => ({ insert: `@${name} `, label: `@${name}`, detail: realName })),
  );
}

/** The command whose arguments are being typed, so its usage can be shown. */
export function findCommand(text: string, commands: readonly WorkspaceCommand[]): WorkspaceCommand | null {
  const name = /^(\/[\w-]+)\s/.exec(text)?.[1];
  return commands.find((entry) => entry.command === name) ?? null;
}

function pack(from: number, options: Completion[]): Completions | null {
  return options.length > 0 ? { from, options: options.slice(0, MOST) } : null;
}
