import type { DomainFact } from '../../domain/catalogue';
import { attributingTypes, attributionsOf, recordOfNobody } from '../../domain/personal-texts';
import type { Moment } from '../../domain/shared/values';
import { decode } from './codec';
import { StoreError, type EventStore } from './event-store';
import { firstEvent } from './paging';
import type { KeyVault } from './personal-data';

/** A vault that knows to which log its keys belong. */
export interface LogMark {
  /** Undefined where the vault was made just now. */
  log(): string | undefined;
  noteLog(log: string): void;
  /** As `noteLog`, for a log whose own keys are lost: since when the vault stands in for them stays noted. */
  acceptLoss(log: string, at: Moment): void;
  /** When such losses were accepted. */
  acceptedLosses(): readonly Moment[];
}

/** The mark of a vault that was made beside a log without events. */
const EMPTY_LOG = 'empty';
/** The mark of a vault that a version made which noted none. */
const UNKNOWN_LOG = 'unknown';

/**
 * What a log is known by to a vault: its first event, and when that was recorded. A copy of it on another engine is the same
 * log to the vault, as its texts are sealed with the same keys.
 */
const firstEventOf = async (log: Pick<EventStore, 'readAll'>): Promise<string | undefined> => {
  const first = await firstEvent(log.readAll({ pageSize: 1 }));
  return first && `${first.id} of ${first.recordedAt}`;
};

const LOSS =
  'Without its own keys, what the log holds of people can be read no more, and tax ids and ids of other systems are not ' +
  'found again, so that they could be given twice.';
const GO_ON = 'If it is lost for good, go on without it: letopis keys --accept-loss';

const keysMissing = (file: string): StoreError =>
  new StoreError(
    'corrupt',
    `the log has events, and ${file} is a key vault that was made just now: the vault of this log is missing. ${LOSS} ` +
      `Restore ${file} from its backup, or name the right folder (LETOPIS_DATA). ${GO_ON}`,
  );

const keysOfOtherLog = (file: string, mark: string, first: string | undefined): StoreError =>
  new StoreError(
    'corrupt',
    `${file} is the key vault of another log, which begins with event ${mark}; this one ` +
      `${first === undefined ? 'has no event' : `begins with ${first}`}. ${LOSS} Put the log and the vault of one company ` +
      `together (LETOPIS_DATA, LETOPIS_EVENT_STORE). ${GO_ON}`,
  );

type Keys = Pick<KeyVault, 'attribute' | 'destroy' | 'keyFor' | 'durable'>;

interface VaultAndLog {
  readonly log: Pick<EventStore, 'readAll'>;
  readonly vault: LogMark & Keys;
  /** Of the vault, for the message. */
  readonly file: string;
}

/** What is wrong with this vault beside this log; undefined where they belong together. */
const misfitOf = ({ vault, file }: Omit<VaultAndLog, 'log'>, first: string | undefined): StoreError | undefined => {
  const mark = vault.log();
  if (mark === undefined) return first === undefined ? undefined : keysMissing(file);
  return mark === first || mark === EMPTY_LOG || mark === UNKNOWN_LOG ? undefined : keysOfOtherLog(file, mark, first);
};

/**
 * Rule 23: the event first, then the key; and whose a record turned out to be, so that it goes with him. A crash in between
 * is healed: done again, it changes nothing.
 */
export const keepKeysAfter = (event: DomainFact, vault: Pick<KeyVault, 'attribute' | 'destroy'>): void => {
  if (event.type === 'PersonalDataErased') vault.destroy(event.data.clientId);
  for (const { record, to } of attributionsOf(event)) vault.attribute(record, to);
};

/** The events after which keys change. */
export const keyTypes: readonly string[] = ['PersonalDataErased', ...attributingTypes];

/** Brings the vault to what the log tells: an older version's, or one that was restored from a backup. */
export const keepKeysAsLogged = async ({ log, vault }: Pick<VaultAndLog, 'log' | 'vault'>): Promise<void> => {
  for await (const page of log.readAll({ types: ['EnquiryReceived', ...keyTypes] })) {
    for (const stored of page) {
      const event = decode(stored);
      const begun = recordOfNobody(event);
      if (begun !== undefined) vault.keyFor(begun);
      keepKeysAfter(event, vault);
    }
    await vault.durable();
  }
};

/**
 * Throws `corrupt` where the vault is not the one with which the log was written: it was lost and made anew, or is another
 * company's. A vault that noted nothing (an older version's) is taken to be this log's; that is noted, but where the vault
 * is only read.
 */
export const checkVaultOfLog = async (
  both: VaultAndLog,
  { readOnly }: { readonly readOnly: boolean },
): Promise<void> => {
  const { log, vault } = both;
  const first = await firstEventOf(log);
  const misfit = misfitOf(both, first);
  if (misfit) throw misfit;
  const mark = first ?? EMPTY_LOG;
  if (readOnly || vault.log() === mark) return;
  if (vault.log() === UNKNOWN_LOG) await keepKeysAsLogged(both);
  vault.noteLog(mark);
};

/** Goes on with a vault that is not the log's own, and notes when; false where it is, and nothing is lost. */
export const acceptLossOfKeys = async ({ log, ...vault }: VaultAndLog, at: Moment): Promise<boolean> => {
  const first = await firstEventOf(log);
  if (!misfitOf(vault, first)) return false;
  vault.vault.acceptLoss(first ?? EMPTY_LOG, at);
  return true;
};
