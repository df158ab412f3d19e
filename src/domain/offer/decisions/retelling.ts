import { newestWhere } from '../../shared/chain';
import { checkApproval, type ApprovalContext } from '../../shared/approvals';
import type { Checked } from '../../shared/decider';
import type { Happened, HappenedOf } from '../../shared/event';
import type { Moment } from '../../shared/values';
import type { OfferEvents, OfferLine, OutcomeOfLines } from '../events';
import { offerOf, type OfferState } from '../state';
import { changedSince } from './making';

/** A line as it would have been offered at a moment; the very same line where that is as it was. */
export type RetellLine = (line: OfferLine, offeredAt: Moment) => OfferLine;

type RetellOfferEvent<Type extends keyof OfferEvents> = (
  event: Happened<Type, OfferEvents[Type]>,
  retell: RetellLine,
  offer: OfferState,
) => OfferEvents[Type];

const linesAt = (lines: readonly OfferLine[], at: Moment, retell: RetellLine): readonly OfferLine[] => {
  const retold = lines.map((line) => retell(line, at));
  return retold.every((line, index) => line === lines[index]) ? lines : retold;
};

const withLines = <Data extends { readonly lines: readonly OfferLine[] }>(
  data: Data,
  at: Moment,
  retell: RetellLine,
): Data => {
  const lines = linesAt(data.lines, at, retell);
  return lines === data.lines ? data : { ...data, lines };
};

const outcome = <Data extends OutcomeOfLines>({ data }: { readonly data: Data }, retell: RetellLine): Data =>
  withLines(data, data.offeredAt, retell);

/** When a version was put to the client. */
const offeredIn = (offer: OfferState, version: number): Moment | undefined =>
  newestWhere(offer?.offered, (each) => each.version === version)?.offeredAt;

/** Wherever an event tells lines as they were offered. What was agreed, and all that people did, stays. */
const offerRetellings: { readonly [Type in keyof OfferEvents]?: RetellOfferEvent<Type> } = {
  OfferMade: ({ occurredAt, data }, retell) => withLines(data, occurredAt, retell),
  OfferRevised: ({ occurredAt, data }, retell, offer) => {
    const retold = withLines(data, occurredAt, retell);
    const dropped = linesAt(data.dropped, offer?.offeredAt ?? occurredAt, retell);
    return dropped === data.dropped ? retold : { ...retold, dropped };
  },
  OfferLinesAccepted: outcome,
  OfferLinesRefused: outcome,
  OfferWithdrawn: outcome,
  OfferExpired: outcome,
  RefusalCorrected: ({ data }, retell, offer) =>
    withLines(data, offeredIn(offer, data.version) ?? data.refusedAt, retell),
  OfferVoided: ({ data }, retell, offer) => ({
    ...data,
    offered: data.offered.map((version) => withLines(version, version.offeredAt, retell)),
    outcomes: data.outcomes.map((each) => withLines(each, offeredIn(offer, each.version) ?? each.at, retell)),
  }),
};

const offerDataBy = <Type extends keyof OfferEvents>(
  event: Happened<Type, OfferEvents[Type]>,
  retell: RetellLine,
  offer: OfferState,
): OfferEvents[Type] => offerRetellings[event.type]?.(event, retell, offer) ?? event.data;

/** What an event of an offer says by other prices and costs; the very same data where that is as it was. */
export const retellOffer = (
  event: HappenedOf<OfferEvents>,
  retell: RetellLine,
  offer: OfferState,
): OfferEvents[keyof OfferEvents] => offerDataBy<keyof OfferEvents>(event, retell, offer);

/** Whether rule 19 would have let the lines of an event be put to the client: it is asked of what was new or repriced then. */
export const checkRetoldLines = (
  { type, occurredAt, data }: HappenedOf<OfferEvents>,
  before: OfferState,
  context: ApprovalContext,
): Checked => {
  // Each has lines and says who offered them; of a revision only what changed is asked about.
  if (type === 'OfferMade') return checkApproval(data.lines, data.managerId, data.approval, context);
  if (type !== 'OfferRevised' || !before) return undefined;
  const { repriced } = changedSince(offerOf(before), data.lines, occurredAt);
  return checkApproval(repriced, data.managerId, data.approval, context);
};
