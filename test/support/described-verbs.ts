import { expect } from 'vitest';
import type { Command } from '../../src/slack/commands/command.ts';
import type { SignedProgram } from './signed-program.ts';
import { slashCommand } from './test-slack-app.ts';

export interface DescribedVerb {
  /** With its slash. */
  command: string;
  verb: string;
  /** As help says it; what may be left out stands in brackets. */
  usage: string;
}

/** `summarize` takes links, the others only show. */
const withoutVerbs = ['summarize', 'health', 'gloss'];

/** Every verb of every command, as `help` tells of them. */
export async function describedVerbs(program: SignedProgram, commands: readonly Command[]): Promise<DescribedVerb[]> {
  const verbs: DescribedVerb[] = [];
  for (const { name } of commands) {
    if (withoutVerbs.includes(name)) continue;
    const { length } = program.told();
    await program.command({ ...slashCommand(`/${name}`, 'help'), user_id: 'UADMIN' });
    // What jobs say may come in between.
    const help = (): string =>
      program
        .told()
        .slice(length)
        .find((text) => text.includes(`/${name} knows:`)) ?? '';
    await expect.poll(help, { interval: 5, message: `help of /${name}` }).not.toBe('');
    // A quote inside of a usage line would end it.
    const described = help()
      .replaceAll(String.raw`\"`, "'")
      .matchAll(new RegExp(`"/${name} ([a-z-]+)((?: [^"—]*)?) — `, 'g'));
    for (const [, verb = '', usage = ''] of described) verbs.push({ command: `/${name}`, verb, usage });
  }
  return verbs;
}
