import { StoreError, type Position } from '../log/event-store';
import { projectionStates, type ProjectionState, type StandingSide } from './projector';
import type { Poison } from './read-store';

/** Which event stopped a read model, and why. */
export const poisonText = ({ type, eventId, position, error }: Poison): string =>
  `${type} ${eventId} at position ${position}: ${error}`;

/** What to do about a read model that stopped. */
export const afterPoison =
  'Nothing from that event on is in it, and no later event brings it on. Keep the log as it is. Where letopis verify names ' +
  'the event as one that was changed, settle that first; else a version of Letopis that can take it continues at its next ' +
  'start: update it, or report the event as a fault of this version';

export const stoppedText = (projection: string, poison: Poison): string =>
  `the read model ${projection} stopped at ${poisonText(poison)}. ${afterPoison}`;

/** What to do about tables that somebody removed. */
export const missingText = (projection: string, missing: readonly string[]): string =>
  `the read model ${projection} has lost ${missing.length === 1 ? 'its table' : 'its tables'} ${missing.join(', ')}: somebody ` +
  `removed ${missing.length === 1 ? 'it' : 'them'} from the read store. The log has everything that stood there: ` +
  `letopis rebuild ${projection} fills the read model anew`;

const placeText = (position: Position | undefined): string =>
  position === undefined ? 'the start' : `position ${position}`;

const unfilledText = ({ projection, position }: ProjectionState, head: Position | undefined): string =>
  `the read model ${projection} is being filled for the first time, up to ${placeText(position)} of ${head ?? 0n}: ` +
  'try again later; /health and letopis projections show how far it is, letopis rebuild fills it where no service runs';

/** What a reader must know of a read model that does not hold the whole log yet. */
const behindNote = async ({ log }: StandingSide, state: ProjectionState): Promise<string> => {
  const { projection, position, lag, lagOrMore } = state;
  const until = position === undefined ? undefined : await log.momentAt(position);
  const recorded = until === undefined ? '' : ` (recorded ${until})`;
  return (
    `This answer is not of now: ${projection} goes up to ${placeText(position)} of the log${recorded}, ` +
    `${lag}${lagOrMore ? ' or more' : ''} later events are not in it yet.`
  );
};

/**
 * Whether reports may read these read models now. Gives a note for each that is merely behind the log, saying up to when
 * it is. Throws StoreError `not-serving` where one stopped, naming the event, has lost a table, or is not filled yet: its
 * rows say nothing, and nothing is not an answer.
 */
export const notesOnStanding = async (side: StandingSide, reads: readonly string[]): Promise<readonly string[]> => {
  const projections = side.projections.filter(({ name }) => reads.includes(name));
  const states = await projectionStates({ ...side, projections });
  const stopped = states.find(({ poison }) => poison);
  if (stopped?.poison) throw new StoreError('not-serving', stoppedText(stopped.projection, stopped.poison));
  const incomplete = states.find(({ missing }) => missing.length > 0);
  if (incomplete) throw new StoreError('not-serving', missingText(incomplete.projection, incomplete.missing));
  const unfilled = states.find(({ generation }) => generation === undefined);
  if (unfilled) throw new StoreError('not-serving', unfilledText(unfilled, await side.log.head()));
  const behind = states.filter(({ lag }) => lag > 0);
  return Promise.all(behind.map((state) => behindNote(side, state)));
};
