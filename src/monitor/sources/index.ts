/** Where monitors find what happened. */
import type { MonitorSource } from '../plugins.ts';
import { langfuse } from './langfuse.ts';
import { slackMessages, slackThreads } from './slack-conversations.ts';
import { traces } from './traces.ts';

export const sources: readonly MonitorSource[] = [traces, langfuse, slackMessages, slackThreads];
