import { offerDecider } from '../../src/domain/offer/decider';
import type { OfferShape } from '../../src/domain/offer/state';
import type { Decider } from '../../src/domain/shared/decider';
import { needsManager } from '../../src/domain/shared/references';
import { factsOf, id, specify } from '../support/specify';

describe('a rule reads the facts that its needs ask for', () => {
  const make = {
    offerId: id('offer'),
    clientId: id('client'),
    managerId: id('manager'),
    kind: 'verbal',
    lines: [{ lineId: id('line'), productId: id('tea'), quantity: 1 }],
  } as const;

  it('and no other: a forgotten need is named, with the command', () => {
    const forgetful: Decider<OfferShape> = {
      ...offerDecider,
      needs: { MakeOffer: () => ({ clients: [id('client')] }) },
    };
    const context = { facts: factsOf({ clients: { [id('client')]: {} } }) };
    expect(() => specify(forgetful).given().when('MakeOffer', make, context)).toThrow(
      `MakeOffer reads the product ${id('tea')}, which its needs do not ask for`,
    );
  });

  it('nor the catalogue of reasons where it was not asked for', () => {
    const forgetful: Decider<OfferShape> = { ...offerDecider, needs: { RecordRefusal: needsManager } };
    const made = {
      type: 'OfferMade',
      occurredAt: '2024-05-06T09:00:00.000Z',
      data: { ...make, version: 1, lines: make.lines },
    } as const;
    const refuse = {
      offerId: make.offerId,
      managerId: make.managerId,
      version: 1,
      lineIds: [id('line')],
      reason: 'NO_NEED',
      statedBy: 'client',
    } as const;
    const context = { facts: factsOf({ managers: { [id('manager')]: {} } }) };
    expect(() => specify(forgetful).given(made).when('RecordRefusal', refuse, context)).toThrow(
      'RecordRefusal reads the reasons, which its needs do not ask for',
    );
  });
});
