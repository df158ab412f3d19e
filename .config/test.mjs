/**
 * `npm test`: installs what is missing, then runs every test; `npm run test:quick` the rules and the read models, which
 * start no process and wait for nothing. Further arguments are jest's.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

const quickHalf = ['test/domain', 'test/read-models', 'test/config', 'test/adapters/csv'];

const args = process.argv.slice(2);
const isQuick = args[0] === '--quick';

install();
// The quick half runs the sources alone.
if (!isQuick) build();
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const chosen = isQuick ? [...args.slice(1), ...quickHalf] : args;
const { status } = spawnSync(process.execPath, [jest, '-c', '.config/jest.config.cjs', ...chosen], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
