import type { News, NewsTopic } from '../../src/core/news.ts';

/** As many ends as are asked for; what one tells all others hear at once. */
export function memoryNews(count: number): (News & { told: string[] })[] {
  const ends: { listeners: Map<NewsTopic, (text: string) => void>; told: string[] }[] = Array.from(
    { length: count },
    () => ({
      listeners: new Map(),
      told: [],
    }),
  );
  return ends.map((end) => ({
    told: end.told,
    tell(topic, text) {
      end.told.push(`${topic} ${text}`.trim());
      for (const other of ends) if (other !== end) other.listeners.get(topic)?.(text);
    },
    hear: (topic, listener) => void end.listeners.set(topic, listener),
  }));
}
