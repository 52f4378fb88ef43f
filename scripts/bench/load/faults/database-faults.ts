import type { Fault } from './fault.ts';

export const databaseAway: Fault = {
  name: 'database away',
  whyNot: () => null,
  run: ({ database }, ms) => database.away(ms),
};

export const databaseSilent: Fault = {
  name: 'database silent',
  whyNot: ({ database }) => (database.silent ? null : 'a file has no server'),
  run: async ({ database }, ms) => database.silent?.(ms),
};

export const diskFull: Fault = {
  name: 'disk full',
  whyNot: ({ database, options }) =>
    database.full ? null : options.disk === 'small' ? 'no disk could be mounted' : 'only with --disk small on SQLite',
  run: async ({ database }, ms) => database.full?.(ms),
};
