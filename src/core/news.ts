/** What processes on one database tell each other at once. Best effort: what must not be lost is also looked up in the store. */

/** `figures`: something that App Home shows; `prompt`: a prompt by its name; `run`: one that has ended. */
export type NewsTopic = 'figures' | 'prompt' | 'run';

export interface News {
  /** Tells the others, not this process; never throws and never waits. A text of more than 7,000 bytes is left out. */
  tell(topic: NewsTopic, text: string): void;
  hear(topic: NewsTopic, listener: (text: string) => void): void;
}

/** Of a process that has no others. */
export const noNews: News = { tell: () => undefined, hear: () => undefined };
