import type { WorkspaceFault } from './control-api.ts';

/** Faults that wait for their occasion. Those that act at once (`socket_cut`, `refresh_requested`) are not kept here. */
export interface Faults {
  arm(fault: WorkspaceFault): void;
  /** Uses up one of an armed fault. @returns it, or null where none is armed (for this method) */
  take<F extends WorkspaceFault['fault']>(fault: F, method?: string): Extract<WorkspaceFault, { fault: F }> | null;
}

export function createFaults(): Faults {
  const armed = new Map<string, WorkspaceFault>();
  return {
    arm(fault) {
      const key = 'method' in fault && fault.method !== undefined ? `${fault.fault}:${fault.method}` : fault.fault;
      if (fault.times > 0) armed.set(key, { ...fault });
      else armed.delete(key);
    },
    take(name, method) {
      for (const key of method === undefined ? [name] : [`${name}:${method}`, name]) {
        const fault = armed.get(key);
        if (!fault) continue;
        // A missing method stays missing until it is disarmed.
        if (name !== 'unknown_method') fault.times -= 1;
        if (fault.times <= 0) armed.delete(key);
        return fault as never;
      }
      return null;
    },
  };
}
