/** `npm run check`: types, lint, boundaries, dead code, names, format, breaking changes of the API, tests; says all that is wrong, not just the first. */
import { spawnSync } from 'node:child_process';
import { install, root } from './prepare.mjs';

install();
const only = process.argv.slice(2);
const checks = ['types', 'lint', 'boundaries', 'dead-code', 'names', 'format', 'breaking', 'test'].filter(
  (check) => only.length === 0 || only.includes(check),
);
const failed = checks.filter((check) => {
  console.error(`\n== ${check}`);
  return spawnSync('npm', ['run', '--silent', check], { cwd: root, stdio: 'inherit' }).status !== 0;
});
console.error(failed.length === 0 ? `\nall checks passed: ${checks.join(', ')}` : `\nfailed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
