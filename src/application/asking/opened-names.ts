import { namesByKind, type Names } from '../../read-models/names/named';
import type { Database } from '../../read-models/kit/report';
import type { KeyVault } from '../log/personal-data';
import { openSealedColumn } from './resolve-names';

export interface OpenedName {
  readonly id: string;
  readonly name: string;
}

/** The names of people, for analysts who may see them. */
export interface OpenedNames {
  readonly clients: readonly OpenedName[];
  readonly managers: readonly OpenedName[];
}

const namesIn = async (names: Names, db: Database, vault: KeyVault): Promise<readonly OpenedName[]> =>
  (await names.all(db)).flatMap(({ id, name }) => {
    const open = openSealedColumn(name, vault);
    return open === undefined ? [] : [{ id, name: open }];
  });

/** The names that can be opened: those of people who are erased are not among them. */
export const namesToOpen = async (db: Database, vault: KeyVault): Promise<OpenedNames> => ({
  clients: await namesIn(namesByKind.client, db, vault),
  managers: await namesIn(namesByKind.manager, db, vault),
});
