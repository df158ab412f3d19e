import type { DomainFact, EventType } from '../../../domain/catalogue';
import type { KeyVault } from '../../log/personal-data';

/** The events after which a key is destroyed. */
export const ERASURES: readonly EventType[] = ['PersonalDataErased'];

/** Rule 23: the fact first, then the key. A crash in between is healed: destroying what is destroyed changes nothing. */
export const eraseAfter = (fact: DomainFact, vault: KeyVault): void => {
  if (fact.type === 'PersonalDataErased') vault.destroy(fact.data.clientId);
};
