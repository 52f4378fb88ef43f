import type { Command } from './command.ts';
import { gloss } from './gloss.ts';
import { health } from './health.ts';
import { summarize } from './summarize.ts';

/** Every slash command; one line each. */
export const commands: readonly Command[] = [summarize, health, gloss];
