/**
 * Jest's environment that also appends to the file LETOPIS_SUITE_TIMES what processor time each suite took, its child
 * processes among it: `seconds path`. Linux alone tells this. See suite-times.mjs.
 */
const { TestEnvironment } = require('jest-environment-node');
const { appendFileSync, readFileSync } = require('node:fs');
const { relative, resolve } = require('node:path');

const TICKS_PER_SECOND = 100;

/** Of this process and the children that it has waited for. */
const secondsUsed = () => {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [user, system, ofChildren, systemOfChildren] = stat
    .slice(stat.lastIndexOf(')'))
    .split(' ')
    .slice(12)
    .map(Number);
  return (user + system + ofChildren + systemOfChildren) / TICKS_PER_SECOND;
};

module.exports = class TimedEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.path = relative(resolve(__dirname, '..'), context.testPath);
    this.before = secondsUsed();
  }

  async teardown() {
    await super.teardown();
    const seconds = Math.round(secondsUsed() - this.before);
    appendFileSync(process.env.LETOPIS_SUITE_TIMES, `${seconds} ${this.path}\n`);
  }
};
