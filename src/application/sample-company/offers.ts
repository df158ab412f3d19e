import { derivedId } from '../log/ids';
import { declineLater } from './enquiry';
import { invoiceLater } from './invoices';
import type { Line, Offer } from './offer';
import { productsFor, refusalFor, wantsIt } from './wishes';
import { asManager, money, priceAt, VAT, WORKDAY, type Client, type Manager, type World } from './world';

const WHOLE = 10_000;
/** What a lead may give, and approve. */
export const LEADS_LIMIT = 2_500;
const LIMITS = { manager: 1_000, lead: LEADS_LIMIT, director: WHOLE };

export const lessDiscount = (price: number, discount: number): number =>
  Math.ceil((price * (WHOLE - discount)) / WHOLE);

export const linesFor = (world: World, manager: Manager, client: Client, at: number, most = WHOLE): Line[] =>
  productsFor(world, manager, client).map((product) => ({
    lineId: world.random.id(),
    product,
    quantity: world.random.whole(1, 10),
    price: lessDiscount(priceAt(product, at), Math.min(most, world.random.whole(...manager.discount))),
  }));

/** What a manager may give without asking anybody. */
export const limitOf = ({ role }: Manager): number => LIMITS[role];

export const told = (lines: readonly Line[]) =>
  lines.map(({ lineId, product, quantity, price }) => ({
    lineId,
    productId: product.id,
    quantity,
    unitPrice: money(price),
    vat: VAT,
  }));

export const acceptLines = (world: World, offer: Offer, lines: readonly Line[], manager: Manager): void => {
  world.counts.acceptedLines += lines.length;
  offer.open = offer.open.filter((line) => !lines.includes(line));
  invoiceLater(world, offer, lines, manager);
};

export const refuseLines = (world: World, offer: Offer, lines: readonly Line[]): void => {
  world.counts.refusals += 1;
  world.counts.refusedLines += lines.length;
  offer.open = offer.open.filter((line) => !lines.includes(line));
};

export const accept = (world: World, offer: Offer, lines: readonly Line[], manager: Manager): void => {
  const lineIds = lines.map(({ lineId }) => lineId);
  const data = { offerId: offer.id, managerId: manager.id, version: offer.version, lineIds };
  world.tell({ type: 'AcceptOffer', data }, { by: asManager(manager) });
  acceptLines(world, offer, lines, manager);
};

const refuse = (world: World, offer: Offer, line: Line, manager: Manager): void => {
  const intent = refusalFor(world, offer.client, line.product, world.now);
  const data = { ...intent, offerId: offer.id, managerId: manager.id, version: offer.version, lineIds: [line.lineId] };
  const commandId = world.tell({ type: 'RecordRefusal', data }, { by: asManager(manager) });
  refuseLines(world, offer, [line]);
  if (!world.random.chance(0.02)) return;
  const comment = 'The comment was entered under the wrong line at first';
  const correction = { ...intent, comment, offerId: offer.id, refusalEventId: derivedId(`${commandId}/0`) };
  world.afterWork(WORKDAY, () => {
    world.tell({ type: 'CorrectRefusal', data: correction }, { by: asManager(manager) });
    world.counts.correctedRefusals += 1;
  });
};

export const isPast = (world: World, { validUntil }: Offer): boolean =>
  validUntil !== undefined && world.now >= validUntil;

/** The client says what he thinks of each line that is still open; now and then he leaves one without a word. */
export const decideOffer = (world: World, offer: Offer): void => {
  if (isPast(world, offer) || offer.open.length === 0) return;
  const { manager } = offer.client;
  const answered = offer.open.filter(() => world.random.chance(0.93));
  const wanted = answered.filter(({ product }) => wantsIt(world, manager, offer.client, product, world.now));
  if (wanted.length > 0) accept(world, offer, wanted, manager);
  for (const line of answered) if (!wanted.includes(line)) refuse(world, offer, line, manager);
  if (wanted.length === 0 && offer.enquiry) declineLater(world, offer.enquiry);
};
