/**
 * What happened, one entry linked to those before it. Adding an entry costs the same however many there are, and whoever
 * holds an older chain does not see it: so a long stream folds in a time that grows with its events and not with their
 * square. States that grow with their streams are made of chains; a decision adds them up when it is asked.
 */
export type Chain<Entry> = { readonly newest: Entry; readonly before: Chain<Entry> } | undefined;

export const linked = <Entry>(before: Chain<Entry>, newest: Entry): Chain<Entry> => ({ newest, before });

export const chainOf = <Entry>(oldestFirst: readonly Entry[]): Chain<Entry> =>
  oldestFirst.reduce<Chain<Entry>>(linked, undefined);

export const inOrder = <Entry>(chain: Chain<Entry>): Entry[] => {
  const entries: Entry[] = [];
  for (let link = chain; link; link = link.before) entries.push(link.newest);
  return entries.reverse();
};

/** The newest entry of which it is true. */
export const newestWhere = <Entry>(chain: Chain<Entry>, isIt: (entry: Entry) => boolean): Entry | undefined => {
  for (let link = chain; link; link = link.before) if (isIt(link.newest)) return link.newest;
  return undefined;
};
