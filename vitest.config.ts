import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { poll: { interval: 10, timeout: 10_000 } },
    pool: 'forks',
    globalSetup: 'test/support/postgres-server.ts',
    reporters: process.env['CI'] ? ['default'] : ['default'],
  },
});
