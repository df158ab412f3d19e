import type { Decider } from '../shared/decider';
import type { Needs } from '../shared/facts';
import { known } from '../shared/references';
import type { Id } from '../shared/values';
import { correcting } from './decisions/correcting';
import { invoicing } from './decisions/invoicing';
import { making } from './decisions/making';
import { outcomes } from './decisions/outcomes';
import { rejections } from './rejections';
import { evolve, type OfferShape } from './state';

const manager = ({ managerId }: { readonly managerId: Id }): Needs => ({ managers: [managerId] });
const productsOf = (lines: readonly { readonly productId: Id }[]) => known(...lines.map(({ productId }) => productId));

/** An offer: its lines, and what becomes of each. */
export const offerDecider: Decider<OfferShape> = {
  initialState: undefined,
  evolve,
  decide: { ...making, ...outcomes, ...invoicing, ...correcting },
  streamId: ({ offerId }) => offerId,
  needs: {
    MakeOffer: ({ clientId, managerId, approval, enquiryId, lines }) => ({
      clients: [clientId],
      managers: known(managerId, approval?.by),
      enquiries: known(enquiryId),
      products: productsOf(lines),
      policy: true,
    }),
    ReviseOffer: ({ managerId, approval, lines }, offer) => ({
      clients: known(offer?.clientId),
      managers: known(managerId, approval?.by),
      products: productsOf(lines),
      policy: true,
    }),
    AcceptOffer: manager,
    RecordRefusal: ({ managerId }) => ({ managers: [managerId], reasons: true }),
    DeferOffer: manager,
    WithdrawOffer: manager,
    CorrectRefusal: () => ({ reasons: true }),
  },
  rejections,
};
