/**
 * Lets a plain `node` run the TypeScript sources, for tests (and benches) that need a second process:
 *
 *   const loader = require.resolve('../../support/ts-node.cjs');
 *   fork(require.resolve('./writer.ts'), args, { execArgv: ['-r', loader] });
 *
 * or by hand: `node -r ./test/support/ts-node.cjs some/script.ts`. Each file goes through swc as in jest; types are not
 * checked here. Paths in messages and stacks are those of the .ts files.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2023',
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  swcrc: false,
};

process.setSourceMapsEnabled(true);

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
