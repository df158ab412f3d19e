import { LARGEST_QUANTITY } from '../../domain/shared/decimals';
import type { Approval, OfferLineIntent, RefusalIntent, Vat } from '../../domain/shared/intents';
import type { ExternalId, Money } from '../../domain/shared/values';
import { channels, type Channel, statedBy, vatCategories } from '../../domain/shared/words';
import {
  aCode,
  aCurrency,
  aDay,
  aDecimal,
  aLongText,
  aMoment,
  anId,
  anObject,
  aReason,
  aText,
  aWhole,
  codeList,
  described,
  type ExactFields,
  listOf,
  maybe,
  oneOf,
  ownId,
} from './fields';

/** Fields that the commands of several streams hold. */

const MAX_AMOUNT = 10 ** 13;
const LEAST_QUANTITY = 0.000_001;
const HUNDRED_PERCENT = 10_000;
const LAST_VERSION = 10_000;

export const effectiveFrom = maybe(aMoment, 'When it takes effect; when it occurred, where it is left out');

export const version = aWhole(1, LAST_VERSION);
export const quantity = { ...aDecimal(LEAST_QUANTITY, LARGEST_QUANTITY), example: 1.5 };
export const basisPoints = {
  ...described(aWhole(0, HUNDRED_PERCENT), 'In hundredths of a percent: 1900 is 19 %'),
  example: 1_900,
};

const wholeMoney = (name: string, least: 0 | 1) => ({
  ...anObject<Money>(name, {
    amount: { ...described(aWhole(least, MAX_AMOUNT), "In the currency's minor unit, as cents"), example: 12_900 },
    currency: aCurrency,
  }),
  kind: 'money' as const,
});

/** Money that moves: nothing and less than nothing do not. */
export const movedMoney = wholeMoney('MovedMoney', 1);

/** Money that is expected: it may be that none comes. */
export const expectedMoney = wholeMoney('ExpectedMoney', 0);

/** What one unit costs: a decimal of the currency's minor unit. */
export const priceField = {
  ...anObject<Money>('UnitPrice', {
    amount: {
      ...described(aDecimal(0, MAX_AMOUNT), "In the currency's minor unit, or fractions of it: 19.5 is 0.195"),
      example: 12_900,
    },
    currency: aCurrency,
  }),
  kind: 'money' as const,
};

export const vat = anObject<Vat>('Vat', {
  category: described(oneOf(vatCategories), 'By UNTDID 5305: standard, zero, exempt, reverse charge, outside scope'),
  rate: basisPoints,
});

export const externalId = anObject<ExternalId>('ExternalId', {
  source: described(aText(60), 'The name of the other system'),
  id: aText(),
});

export const contacts = listOf(
  anObject<{ readonly channel: Channel; readonly value: string }>('Contact', {
    channel: oneOf(channels),
    value: aText(),
  }),
  { min: 0, max: 20 },
);

export const linesOfOffer = listOf(
  anObject<OfferLineIntent>('OfferLine', {
    lineId: ownId,
    productId: anId,
    quantity,
    unitPrice: maybe(priceField, 'Net of tax; the list price less the discount where it is left out'),
    discount: maybe(basisPoints),
    vat: maybe(vat),
  }),
);

export const approval = anObject<Approval>('Approval', {
  by: described(anId, 'The manager who allowed it'),
  reason: aReason,
});

/** Why a client refused: the same words within a call and on an offer. */
export const refusalFields = {
  reason: described(aCode, 'A reason of the catalogue'),
  otherReasons: maybe(codeList({ min: 0, max: 10 })),
  statedBy: oneOf(statedBy),
  competitor: maybe(aText(), 'The firm that sold it instead. Kept plain, and counted by: no words about the client'),
  priceGap: maybe(priceField, 'By how much a unit was too dear'),
  reconsiderOn: maybe(aDay),
  comment: maybe(aLongText, 'OTHER needs 10 characters or more (rule 2)'),
} satisfies ExactFields<RefusalIntent>;

/** What HTTP takes with every command; an import says both in its own way. */
export const envelopeFields = {
  occurredAt: maybe(aMoment, 'When it happened; now, where it is left out'),
  lateReason: maybe(aReason, 'Why it is recorded so late (rule 14)'),
};
