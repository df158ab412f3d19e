import type { Decider } from '../shared/decider';
import { distinct, needsManager, productIdsOf } from '../shared/references';
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
    MakeOffer: ({ clientId, managerId, approval, enquiryId, lines }) => ({
      clients: [clientId],
      managers: distinct(managerId, approval?.by),
      enquiries: distinct(enquiryId),
      products: productIdsOf(lines),
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
    CorrectRefusal: () => ({ reasons: true }),
  },
  rejections: offerRejections,
};
