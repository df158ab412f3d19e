import { momentOf } from '../../domain/shared/time';
import { derivedId } from '../log/ids';
import { noteAnswered, type Enquiry } from './enquiry';
import type { Line, Offer } from './offer';
import { accept, decideOffer, isPast, LEADS_LIMIT, lessDiscount, limitOf, linesFor, told } from './offers';
import { asManager, DAY, OFFICE, priceAt, WORKDAY, type Client, type Manager, type World } from './world';

const approvalFor = (world: World, manager: Manager) => {
  const approver = world.managers.find(({ role, id }) => role === 'lead' && id !== manager.id);
  return approver ? { approval: { by: approver.id, reason: 'Key account' } } : {};
};

const expiresAt = (world: World, offer: Offer, validUntil: number): void => {
  offer.validUntil = validUntil;
  const moment = momentOf(validUntil);
  world.at(validUntil + 30_000, () => {
    if (offer.validUntil !== validUntil || offer.open.length === 0) return;
    const commandId = derivedId(`expiry/${offer.id}/${moment}`);
    const telling = { by: { kind: 'system', id: 'timer' }, source: 'timer', commandId } as const;
    world.tell({ type: 'ExpireOffer', data: { offerId: offer.id, validUntil: moment } }, telling);
    world.counts.expiredOffers += 1;
    const expired = offer.open;
    offer.open = [];
    if (world.random.chance(0.06))
      world.afterWork(2 * WORKDAY, () => {
        reviseExpired(world, offer, expired);
      });
  });
};

/** A new version with a new price and a new validity. */
const revise = (world: World, offer: Offer, lines: readonly Line[], validUntil: number): void => {
  const { manager } = offer.client;
  const approval = approvalFor(world, manager);
  // The list price may have moved since: the new price keeps to what may be given on today's.
  const most = 'approval' in approval ? LEADS_LIMIT : limitOf(manager);
  const lowest = (line: Line): number => lessDiscount(priceAt(line.product, world.now), most);
  offer.open = lines.map((line) => ({ ...line, price: Math.max(lessDiscount(line.price, 100), lowest(line)) }));
  const data = {
    offerId: offer.id,
    managerId: manager.id,
    version: offer.version,
    lines: told(offer.open),
    validUntil: momentOf(validUntil),
    ...approval,
  };
  world.tell({ type: 'ReviseOffer', data }, { by: asManager(manager) });
  offer.version += 1;
  expiresAt(world, offer, validUntil);
};

/** A late yes needs a new version first. */
const reviseExpired = (world: World, offer: Offer, expired: readonly Line[]): void => {
  if (expired.some(({ product }) => !product.isOffered)) return;
  revise(world, offer, expired, world.now + 14 * DAY);
  accept(world, offer, offer.open, offer.client.manager);
};

const defer = (world: World, offer: Offer): void => {
  if (isPast(world, offer) || offer.open.length === 0) return;
  const { manager } = offer.client;
  const data = { offerId: offer.id, managerId: manager.id, until: world.dayAt(world.now + 5 * DAY) };
  world.tell({ type: 'DeferOffer', data }, { by: asManager(manager) });
  world.at(world.now + 5 * DAY, () => {
    decideOffer(world, offer);
  });
};

const withdraw = (world: World, offer: Offer): void => {
  if (isPast(world, offer) || offer.open.length === 0) return;
  const { manager } = offer.client;
  const data = { offerId: offer.id, managerId: manager.id, reason: 'The price was calculated wrongly' };
  world.tell({ type: 'WithdrawOffer', data }, { by: asManager(manager) });
  offer.open = [];
};

const reviseAndDecide = (world: World, offer: Offer): void => {
  if (isPast(world, offer) || offer.open.length === 0) return;
  revise(world, offer, offer.open, world.now + 14 * DAY);
  world.afterWork(world.random.whole(1, 5) * WORKDAY, () => {
    decideOffer(world, offer);
  });
};

/** Entered twice: the second one is voided by somebody else. */
const voidIt = (world: World, offer: Offer): void => {
  world.tell({ type: 'VoidOffer', data: { offerId: offer.id, reason: 'ENTERED_IN_ERROR' } }, { by: OFFICE });
  world.counts.voidedOffers += 1;
  offer.open = [];
};

/** A written offer, and what comes of it in the days after. */
export const writeOffer = (world: World, manager: Manager, client: Client, enquiry?: Enquiry): void => {
  const { random } = world;
  const lines = linesFor(world, manager, client, world.now);
  if (lines.length === 0) return;
  const offer: Offer = { id: random.id(), client, enquiry, version: 1, open: lines };
  const validUntil = world.now + random.pick([14, 30]) * DAY;
  const data = {
    offerId: offer.id,
    clientId: client.id,
    managerId: manager.id,
    kind: 'written' as const,
    lines: told(lines),
    validUntil: momentOf(validUntil),
    ...(enquiry && { enquiryId: enquiry.id }),
    ...approvalFor(world, manager),
  };
  world.tell({ type: 'MakeOffer', data }, { by: asManager(manager), events: 1 + noteAnswered(world, enquiry) });
  world.counts.offers += 1;
  world.counts.offeredLines += lines.length;
  expiresAt(world, offer, validUntil);
  const next = random.weighted([
    [decideOffer, 60],
    [undefined, 24],
    [reviseAndDecide, 7],
    [defer, 5],
    [withdraw, 2.5],
    [voidIt, 1.5],
  ]);
  if (next)
    world.afterWork(random.whole(1, 9) * WORKDAY, () => {
      next(world, offer);
    });
};
