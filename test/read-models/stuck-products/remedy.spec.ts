import type { LatelyOffered, LatelyRefused } from '../../../src/read-models/stuck-products/evidence';
import { adviceOn, linesToKnow, type Case } from '../../../src/read-models/stuck-products/remedy';

const line = (outcome: string, segment = 'schools'): LatelyOffered => ({
  ...{ productId: 'shelf', clientId: 'client', offerId: 'offer', outcome, segment, position: 1 },
  ...{ value: 100, margin: null, currency: 'EUR' },
});
const refusal = (reason: string, reasonGroup: string, priceGap: number | null = null): LatelyRefused => ({
  ...{ productId: 'shelf', reason, reasonGroup, eventId: 'refusal', lineId: 'line', priceGap, priceGapCurrency: 'EUR' },
});
const times = <Each>(count: number, each: Each): readonly Each[] => Array.from({ length: count }, () => each);

const others = { lines: [...times(30, line('accepted')), ...times(70, line('refused'))], products: 2 };
const of = (given: Partial<Case>): Case => ({ offered: [], refused: [], others, isAnyOffered: true, ...given });
const refusedLines = times(50, line('refused'));

describe('a stuck product', () => {
  it('that hardly anybody offers is to be offered', () => {
    expect(adviceOn(of({ offered: times(3, line('refused')) }))).toMatchObject({ remedy: 'activate' });
  });

  it('waits while too little was decided, and says how many lines are missing', () => {
    const needed = linesToKnow(0.3);
    expect(needed).toBe(Math.ceil(Math.log(0.05) / Math.log(0.7)));
    const open = [...times(40, line('open')), ...times(4, line('refused'))];
    expect(adviceOn(of({ offered: open }))).toMatchObject({ remedy: 'wait', moreOffers: needed - 4 });
  });

  it('is too expensive where half of its refusals say so, by so much as they say', () => {
    const refused = [
      ...[100, 200, 300, 400, 500].map((gap) => refusal('PRICE_TOO_HIGH', 'price', gap)),
      refusal('OTHER', 'other'),
    ];
    expect(adviceOn(of({ offered: refusedLines, refused }))).toMatchObject({
      ...{ remedy: 'reprice', gapMedian: 300, gapOfFourInFive: 400 },
    });
  });

  it('is too expensive in the currency that most gaps were stated in: amounts of others are not mixed in', () => {
    const inPounds = { ...refusal('PRICE_TOO_HIGH', 'price', 9_000), priceGapCurrency: 'GBP' };
    const refused = [...[100, 200, 300].map((gap) => refusal('PRICE_TOO_HIGH', 'price', gap)), inPounds, inPounds];
    expect(adviceOn(of({ offered: refusedLines, refused }))).toMatchObject({
      ...{ remedy: 'reprice', gapMedian: 200, gapOfFourInFive: 300, gapCurrency: 'EUR' },
    });
  });

  it('that one segment takes is for that segment', () => {
    const offered = [
      ...refusedLines,
      ...times(8, line('accepted', 'bakeries')),
      ...times(2, line('refused', 'bakeries')),
    ];
    expect(adviceOn(of({ offered }))).toMatchObject({ remedy: 'campaign', segment: 'bakeries' });
  });

  it('that nobody needs is withdrawn, and only where it is surely accepted less than the others', () => {
    const refused = times(10, refusal('NO_NEED', 'need'));
    expect(adviceOn(of({ offered: refusedLines, refused }))).toMatchObject({ remedy: 'withdraw' });
    const asUsual = [...times(35, line('refused')), ...times(15, line('accepted'))];
    expect(adviceOn(of({ offered: asUsual, refused }))).toMatchObject({ remedy: 'wait', moreOffers: null });
  });

  it('of which no offers are recorded says that nothing is known of the cause', () => {
    expect(adviceOn(of({ isAnyOffered: false }))).toMatchObject({ remedy: 'wait', moreOffers: null });
  });
});
