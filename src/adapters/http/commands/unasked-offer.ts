import type { Database } from '../../../read-models/kit/report';
import type { UnaskedOffer } from '../../../read-models/campaigns/control-warnings';
import type { CampaignTables } from '../../../read-models/campaigns/tables';
import type { PostedCommand } from './command-classes';
import { isObject } from '../../../application/commands/fields';

const textUnder = (data: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = data[name];
  return typeof value === 'string' ? value : undefined;
};

const productsOfLines = (lines: unknown): readonly string[] =>
  Array.isArray(lines) ? lines.flatMap((line) => (isObject(line) ? (textUnder(line, 'productId') ?? []) : [])) : [];

/** The client of an offer that is revised, where it answers no enquiry. */
const clientOfOffer = async (db: Database, offerId: string | undefined): Promise<string | undefined> => {
  const offer = await db
    .withTables<CampaignTables>()
    .selectFrom('offers')
    .select(['clientId', 'enquiryId'])
    .where('offerId', '=', offerId ?? '')
    .executeTakeFirst();
  return offer?.enquiryId === null ? offer.clientId : undefined;
};

/** What a command offers to a client who had not asked; undefined where it offers nothing, or answers an enquiry. */
export const unaskedOfferIn = async (
  db: Database,
  type: string,
  posted: PostedCommand,
): Promise<UnaskedOffer | undefined> => {
  const data = Object.fromEntries<unknown>(Object.entries(posted));
  const pitch = type === 'LogCall' ? data['pitch'] : data;
  const productIds = isObject(pitch) ? productsOfLines(pitch['lines']) : [];
  if (productIds.length === 0 || textUnder(data, 'enquiryId') !== undefined) return undefined;
  const clientId =
    type === 'ReviseOffer' ? await clientOfOffer(db, textUnder(data, 'offerId')) : textUnder(data, 'clientId');
  return clientId === undefined ? undefined : { clientId, productIds };
};
