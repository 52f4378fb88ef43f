import type { News } from '../core/news.ts';
import type { Clock } from '../core/outside.ts';

/** App Home is drawn once more some seconds after a change, so what is left out here is seen all the same. */
const apartMs = 1000;

/** @returns what tells other processes that figures changed, at most once a second */
export function createFiguresNews(news: Pick<News, 'tell'>, clock: Pick<Clock, 'monotonic'>): () => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonic();
    if (now - toldAt < apartMs) return;
    toldAt = now;
    news.tell('figures', '');
  };
}
