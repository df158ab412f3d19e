import type { Decider } from '../shared/decider';
import { distinct, needsManager, needsNamed, productIdsOf } from '../shared/references';
import { invoicing } from './decisions/invoicing';
import { making } from './decisions/making';
import { outcomes } from './decisions/outcomes';
import { offerRejections } from './rejections';
import { evolveOffer, type OfferShape } from './state';

/** An offer: its lines, and what becomes of each. */
export const offerDecider: Decider<OfferShape> = {
  initialState: undefined,
  evolve: evolveOffer,
  decide: { ...making, ...outcomes, ...invoicing },
  streamId: ({ offerId }) => offerId,
  needs: {
    MakeOffer: (command) => ({
      ...needsNamed(command),
      managers: distinct(command.managerId, command.approval?.by),
      enquiries: distinct(command.enquiryId),
      campaigns: distinct(command.campaignId),
      calls: distinct(command.callId),
    }),
    ReviseOffer: ({ managerId, approval, lines }, offer) => ({
      clients: distinct(offer?.clientId),
      managers: distinct(managerId, approval?.by),
      products: productIdsOf(lines),
    }),
    AcceptOffer: needsManager,
    RecordRefusal: ({ managerId }) => ({ managers: [managerId], reasons: true }),
    DeferOffer: needsManager,
    WithdrawOffer: needsManager,
    InvoiceOfferLines: ({ request }, offer) => ({
      managers: distinct(request.approval?.by),
      owners: distinct(request.clientId, offer?.clientId),
    }),
    CorrectRefusal: () => ({ reasons: true }),
  },
  rejections: offerRejections,
};
