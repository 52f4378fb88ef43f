import type { ProviderPlugin } from '../model-provider.ts';
import { extractiveProvider } from './extractive.ts';
import { openaiProvider } from './openai.ts';

export const providerPlugins: readonly ProviderPlugin[] = [openaiProvider, extractiveProvider];
