import type { Database } from '../../../read-models/kit/report';
import type { UnaskedOffer } from '../../../read-models/campaigns/control-warnings';
import type { CampaignTables } from '../../../read-models/campaigns/tables';
import type { PublicCommand } from '../../../application/commands/command-fields';
import type { Id } from '../../../domain/shared/values';

/** The client of an offer that is revised, where it answers no enquiry. */
const clientOfOffer = async (db: Database, offerId: Id): Promise<Id | undefined> => {
  const offer = await db
    .withTables<CampaignTables>()
    .selectFrom('offers')
    .select(['clientId', 'enquiryId'])
    .where('offerId', '=', offerId)
    .executeTakeFirst();
  return offer?.enquiryId === null ? offer.clientId : undefined;
};

const clientOffered = (db: Database, { type, data }: PublicCommand): Id | undefined | Promise<Id | undefined> => {
  if (type === 'ReviseOffer') return clientOfOffer(db, data.offerId);
  const isAsked = (type !== 'LogCall' && type !== 'MakeOffer') || data.enquiryId !== undefined;
  return isAsked ? undefined : data.clientId;
};

const linesOfCommand = ({ type, data }: PublicCommand) => {
  if (type === 'LogCall') return data.pitch?.lines ?? [];
  return type === 'MakeOffer' || type === 'ReviseOffer' ? data.lines : [];
};

/** What a command offers to a client who had not asked; undefined where it offers nothing, or answers an enquiry. */
export const unaskedOfferIn = async (db: Database, command: PublicCommand): Promise<UnaskedOffer | undefined> => {
  const productIds = linesOfCommand(command).map(({ productId }) => productId);
  const clientId = productIds.length === 0 ? undefined : await clientOffered(db, command);
  return clientId === undefined ? undefined : { clientId, productIds };
};
