/** Jest through swc: types are checked by tsc apart. */
// No test starts an installation, which would replace node_modules under the others (see prepare.mjs).
process.env.LETOPIS_INSTALL = 'never';

module.exports = {
  rootDir: '..',
  setupFiles: process.env.CI ? ['<rootDir>/.config/fixed-seed.cjs'] : [],
  testEnvironment: process.env.LETOPIS_SUITE_TIMES ? '<rootDir>/.config/timed-environment.cjs' : 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // Packages that are ES modules alone, which jest can't require: @fastify/static needs the first one.
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|hyparquet|hyparquet-writer)/)'],
  transform: {
    '/(content-disposition|hyparquet|hyparquet-writer)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // For a test that hangs, not for a machine that others use too: no test asks for less.
  testTimeout: 300_000,
};
