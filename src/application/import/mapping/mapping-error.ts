import type { MappingProblem } from '../language/tree';

/** A mapping that can't be used: all that is wrong with it. */
export class MappingError extends Error {
  constructor(
    readonly mappingFile: string,
    readonly problems: readonly MappingProblem[],
  ) {
    const lines = problems.map(({ line, message, next }) => `${mappingFile}:${line}: ${message} → ${next}`);
    super(lines.join('\n'));
    this.name = 'MappingError';
  }
}
