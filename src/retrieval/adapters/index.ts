import type { Adapter } from '../adapter.ts';
import { arxiv } from './arxiv.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { hackerNews } from './hacker-news.ts';
import { wikipedia } from './wikipedia.ts';
import { youtube } from './youtube.ts';

/** In the order in which they are asked; `generic` takes anything and stays last. */
export const adapters: readonly Adapter[] = [arxiv, github, hackerNews, wikipedia, youtube, generic];
