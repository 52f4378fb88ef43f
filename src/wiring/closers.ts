import type { Outside } from '../core/outside.ts';

/** Whoever opens a thing pushes its closer; closed once, last first. */
export type Closers = (() => Promise<unknown> | void)[];

/** Closes everything, also where one part fails to. */
export async function closeAll(closers: Closers, outside: Outside): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      outside.log.error('a part did not stop cleanly', { error });
    }
  }
}
