import type { Poison } from './read-store';

type NotedPoison = Omit<Poison, 'position'> & { readonly position: string };

const isNoted = (value: unknown): value is NotedPoison =>
  typeof value === 'object' && value !== null && 'position' in value && typeof value.position === 'string';

/** What stopped a projection, as the text that a store keeps of it. */
export const notedPoison = ({ position, ...poison }: Poison): string =>
  JSON.stringify({ ...poison, position: String(position) });

/** Reads such a text; undefined where there is none. */
export const poisonFrom = (text: string | null): Poison | undefined => {
  const noted: unknown = text === null ? undefined : JSON.parse(text);
  return isNoted(noted) ? { ...noted, position: BigInt(noted.position) } : undefined;
};
