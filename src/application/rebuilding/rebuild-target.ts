import type { Projection } from '../../read-models/kit/projection';
import { StoreError } from '../log/event-store';
import { generationNote, type BuildPurpose } from '../projecting/generation-notes';
import { isOfLog } from '../projecting/log-identity';
import type { ReadSide, Target } from '../projecting/projection-run';
import { keptGenerations, liveGeneration, type Generation } from '../projecting/read-store';

const nothingKept = ({ name, version }: Projection, kept: readonly Generation[]): StoreError => {
  const [other] = kept;
  const why = other
    ? `generation ${other.number} is kept, but version ${other.version} filled it, and this program has version ` +
      `${version}: only the program, or the file, of version ${other.version} can bring it up to the log; start that one, ` +
      'and it goes on from there'
    : 'none was kept';
  return new StoreError('conflict', `${name} can't be rolled back: ${why}`);
};

/** The generation to fill: one that is there already, where it is of this version and this log. */
const foundTarget = (
  generations: readonly Generation[],
  { name, version }: Projection,
  log: string | undefined,
  purpose: BuildPurpose | undefined,
): Generation | undefined => {
  const own = generations.filter(({ projection }) => projection === name);
  const isFitting = (known: Generation): boolean => known.version === version && isOfLog(known, log) && !known.missing;
  const left = own.find((known) => known.state === 'building' && isFitting(known));
  const kept = keptGenerations(own, name).find(isFitting);
  // A program of before that is started again goes on with what it had.
  const isBack = liveGeneration(own, name)?.version !== version;
  return left ?? (purpose === 'rollback' || (isBack && purpose === undefined) ? kept : undefined);
};

const openedTarget = (
  store: ReadSide['store'],
  projection: Projection,
  found: Generation | undefined,
): Promise<Generation> => {
  if (!found) return store.build(projection);
  return found.state === 'retired' ? store.reopen(found) : Promise.resolve(found);
};

/** A generation to fill; what an interrupted rebuild of another version or log left is dropped. */
export const rebuildTarget = async (
  { store }: ReadSide,
  projection: Projection,
  log: string | undefined,
  purpose: BuildPurpose | undefined,
): Promise<Target> => {
  const generations = (await store.generations()).filter((known) => known.projection === projection.name);
  const found = foundTarget(generations, projection, log, purpose);
  if (!found && purpose === 'rollback') throw nothingKept(projection, keptGenerations(generations, projection.name));
  const isUseless = (known: Generation): boolean =>
    known !== found && (known.state === 'building' || (known.state === 'retired' && !isOfLog(known, log)));
  for (const generation of generations.filter(isUseless)) await store.drop(generation);
  const generation = await openedTarget(store, projection, found);
  await store.note(generation, 'purpose', purpose && generationNote('purpose', purpose).says);
  return { projection, generation: { ...generation, log } };
};
