import type { Outside } from '../core/outside.ts';

/** Whoever opens a thing pushes its closer; closed once, last first. */
export type Closers = (() => Promise<unknown> | void)[];

/** Closes everything, also where one part fails to or hangs: after `partMs` the next one has its turn. */
export async function closeAll(closers: Closers, { clock, log }: Outside, partMs: number): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    const over = new AbortController();
    const late = clock.sleep(partMs, over.signal).then(
      () => log.error('a part did not stop in time; the others go on stopping', { partMs }),
      () => undefined,
    );
    try {
      await Promise.race([close(), late]);
    } catch (error) {
      log.error('a part did not stop cleanly', { error });
    } finally {
      over.abort(new Error('closed'));
    }
  }
}
