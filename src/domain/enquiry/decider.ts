import type { Decider } from '../shared/decider';
import type { Needs } from '../shared/facts';
import type { Id } from '../shared/values';
import { known } from '../shared/references';
import { ending } from './decisions/ending';
import { receiving } from './decisions/receiving';
import { rejections } from './rejections';
import { evolve, type EnquiryShape } from './state';

const policy = (): Needs => ({ policy: true });
const manager = ({ managerId }: { readonly managerId?: Id }): Needs => ({ managers: known(managerId) });
const managerAndPolicy = (command: { readonly managerId?: Id }): Needs => ({ ...manager(command), policy: true });

/** An enquiry: it comes, its clock runs, it is answered, and it ends. */
export const enquiryDecider: Decider<EnquiryShape> = {
  initialState: undefined,
  evolve,
  decide: { ...receiving, ...ending },
  streamId: ({ enquiryId }) => enquiryId,
  needs: {
    ReceiveEnquiry: ({ clientId, managerId, items }) => ({
      clients: known(clientId),
      managers: known(managerId),
      products: known(...items.map(({ productId }) => productId)),
      policy: true,
    }),
    AssignEnquiry: manager,
    AnswerEnquiry: managerAndPolicy,
    ResumeEnquiry: policy,
    FulfilEnquiry: managerAndPolicy,
    DeclineEnquiry: manager,
    AbandonEnquiry: manager,
    ReopenEnquiry: policy,
  },
  rejections,
};
