import { defineConfig } from 'vitest/config';

const shared = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    globalSetup: 'test/bundle.ts',
    projects: [
      {
        test: {
          ...shared,
          name: 'house',
          include: ['test/**/*.test.ts'],
          exclude: ['test/kernel/**', 'test/browser/**'],
          setupFiles: 'test/seed.ts',
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Network namespaces and the trace monitor share one kernel: one file at a time, when the others are done.
        test: {
          ...shared,
          name: 'kernel',
          include: ['test/kernel/**/*.test.ts'],
          testTimeout: 300_000,
          poolOptions: { forks: { singleFork: true } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        // A browser takes what memory and time it gets: one file at a time, last.
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          poolOptions: { forks: { singleFork: true } },
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'grammar/**/*.ts'],
      // What asks the kernel runs only where that may be asked.
      exclude: ['**/registry.ts', 'src/kernel/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 94, functions: 94, branches: 87, statements: 94 },
    },
  },
});
