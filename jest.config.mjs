import { availableParallelism } from 'node:os';

/** Jest runs the sources as they are: Node strips the types, no transformer is needed. */
export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/action/dist/'],
  setupFiles: ['<rootDir>/test/support/plain-stacks.ts'],
  testTimeout: 20_000,
  // More than the cores of a small machine: the journeys wait for processes of their own most of the time.
  maxWorkers: Math.max(4, Math.ceil(availableParallelism() * 1.5)),
};
