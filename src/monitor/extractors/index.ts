/** What items are turned into before they are scored. */
import type { MonitorExtractor } from '../plugins.ts';
import { answer } from './answer.ts';
import { conversation } from './conversation.ts';
import { summary } from './summary.ts';

export const extractors: readonly MonitorExtractor[] = [summary, answer, conversation];
