import type { Action } from './click.ts';
import { resummarize } from './resummarize.ts';
import { vote } from './vote.ts';
import { evidencePage, whereFrom } from './where-from.ts';

/** Every button; one line each. */
export const actions: readonly Action[] = [whereFrom, evidencePage, resummarize, vote];
