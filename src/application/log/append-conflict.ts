import { StoreError, type ExpectedRevision } from './event-store';

const revisionText = (revision: ExpectedRevision): string =>
  revision === 'no-stream' || revision === -1 ? 'not to be there' : `at revision ${revision}`;

/** The stream is at another revision than the append expects; `current` is -1 where there is no such stream. */
export const revisionConflict = (stream: string, expected: ExpectedRevision, current: number): StoreError =>
  new StoreError(
    'conflict',
    `${stream} was expected ${revisionText(expected)}, it is ${current < 0 ? 'not there' : revisionText(current)}`,
    current,
  );

/** Some events of an append are in the log already, but not as this append: their ids were used for others. */
export const idConflict = (
  stream: string,
  known: { readonly id: string; readonly stream: string; readonly revision: number },
  current: number,
): StoreError =>
  new StoreError(
    known.stream === stream ? 'conflict' : 'reused-id',
    `the id ${known.id} is in the log already, at revision ${known.revision} of ${known.stream}, but not as part of this ` +
      `append to ${stream}: give other events other ids`,
    current,
  );
