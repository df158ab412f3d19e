import type { DomainCommand } from '../../../domain/catalogue';
import type { OfferCommands } from '../../../domain/offer/commands';
import type { Personal } from '../../../domain/shared/values';
import type { FollowUpArms, Open } from './follow-up';

type PitchRefusal = Omit<OfferCommands['RecordRefusal'], 'comment'> & { readonly comment?: Personal };

const refusal = ({ comment, ...data }: PitchRefusal, open: Open): DomainCommand => ({
  type: 'RecordRefusal',
  data: { ...data, ...(comment && { comment: open(comment) }) },
});

/** One call, one command: a pitch in a call makes the verbal offer and its outcome (rule 1). */
export const pitching: FollowUpArms = {
  CallLogged: ({ data: { callId, clientId, managerId, enquiryId, pitch } }, open) => {
    if (!pitch || clientId === undefined) return [];
    const { offerId, accepted, refused } = pitch;
    const ofOffer = { offerId, managerId, version: 1 };
    return [
      {
        command: {
          type: 'MakeOffer',
          data: {
            offerId,
            clientId,
            managerId,
            kind: 'verbal',
            callId,
            lines: pitch.lines,
            ...(enquiryId !== undefined && { enquiryId }),
            ...(pitch.campaignId !== undefined && { campaignId: pitch.campaignId }),
            ...(pitch.legalBasis !== undefined && { legalBasis: pitch.legalBasis }),
          },
        },
      },
      ...(accepted ? [{ command: { type: 'AcceptOffer', data: { ...ofOffer, ...accepted } } } as const] : []),
      ...(refused ? [{ command: refusal({ ...ofOffer, ...refused }, open) }] : []),
    ];
  },
};
