/** A list that a test can wait for. */
export interface Collected<T> {
  items: T[];
  add(item: T): void;
  /** Resolves once there are `count` items. */
  reach(count: number): Promise<T[]>;
}

export function createCollected<T>(): Collected<T> {
  const items: T[] = [];
  const waiters = new Set<() => void>();
  return {
    items,
    add(item) {
      items.push(item);
      for (const waiter of waiters) waiter();
    },
    reach(count) {
      return new Promise((resolve) => {
        const check = (): void => {
          if (items.length < count) return;
          waiters.delete(check);
          resolve([...items]);
        };
        waiters.add(check);
        check();
      });
    },
  };
}
