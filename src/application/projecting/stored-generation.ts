import { StoreError } from '../log/event-store';
import { isBehind } from './log-identity';
import type { Generation, Poison } from './read-store';

/** What stopped a projection, as the text that a store keeps of it. */
export const poisonText = ({ position, ...poison }: Poison): string =>
  JSON.stringify({ ...poison, position: String(position) });

const poisonFrom = (text: string): Poison => {
  // Written by `poisonText` alone.
  const { position, ...poison } = JSON.parse(text) as Omit<Poison, 'position'> & { readonly position: string };
  return { ...poison, position: BigInt(position) };
};

/** A row of the table `generations`, as an engine gives it. */
export interface StoredGeneration {
  readonly projection: string;
  readonly number: number;
  readonly version: number;
  readonly state: Generation['state'];
  readonly checkpoint: number | string | null;
  readonly log: string | null;
  readonly poison: string | null;
}

export const generationFrom = ({ checkpoint, log, poison, ...row }: StoredGeneration): Generation => ({
  ...row,
  log: log ?? undefined,
  checkpoint: checkpoint === null ? undefined : BigInt(checkpoint),
  poison: poison === null ? undefined : poisonFrom(poison),
});

export type GenerationKey = Pick<Generation, 'projection' | 'number'>;

const generationName = ({ projection, number }: GenerationKey): string => `generation ${number} of ${projection}`;

export const generationGone = (key: GenerationKey): StoreError =>
  new StoreError('conflict', `${generationName(key)} does not exist any more`);

export const generationsMoved = (keys: readonly GenerationKey[]): StoreError =>
  new StoreError(
    'conflict',
    `${keys.map(generationName).join(', ')}: moved by another process, read the generations again`,
  );

/** Throws `conflict` where a generation may not take the place of the live one. */
export const checkMayBeLive = (built: Generation, live: Generation | undefined): void => {
  const name = generationName(built);
  if (built.state !== 'building') throw new StoreError('conflict', `${name} is not being built, but ${built.state}`);
  if (isBehind(built, live))
    throw new StoreError('conflict', `${name} holds less of the log than the live one: let it catch up first`);
};
