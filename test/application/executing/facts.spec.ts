import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { createAggregates, deciders } from '../../../src/application/executing/aggregates';
import { createExecutor } from '../../../src/application/executing/execute-command';
import { recordedIn } from '../../../src/application/executing/recorded';
import { Streams } from '../../../src/application/executing/streams';
import type { Decider } from '../../../src/domain/shared/decider';
import type { OfferShape } from '../../../src/domain/offer/state';
import { furnish, NOON, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';

const makeOffer = {
  type: 'MakeOffer',
  data: {
    offerId: id('offer'),
    clientId: id('client'),
    managerId: id('manager'),
    kind: 'verbal',
    lines: [{ lineId: id('line'), productId: id('tea'), quantity: 2 }],
  },
} as const;

const recordRefusal = {
  type: 'RecordRefusal',
  data: {
    offerId: id('offer'),
    managerId: id('manager'),
    version: 1,
    lineIds: [id('line')],
    reason: 'NO_NEED',
    statedBy: 'client',
  },
} as const;

const envelope = { commandId: id('a command'), actor: { kind: 'manager', id: id('manager') }, source: 'api' } as const;

/** Executes offers' commands with a decider whose `needs` are others. */
const executorWith = ({ store, vault }: Company, needs: Decider<OfferShape>['needs']) => {
  const memory = { freshMilliseconds: 1_000, kept: 10 };
  const offer = new Streams<OfferShape>('offer', { ...deciders.offer, needs }, store, memory);
  const aggregates = { ...createAggregates(store), offer };
  return createExecutor({ store, vault, clock: () => NOON, recorded: recordedIn(store), aggregates });
};

describe('a decider that reads a fact which its needs do not name', () => {
  let company: Company;

  beforeEach(async () => {
    company = await openCompany({ store: openSqliteEventStore({ file: ':memory:', clock: () => NOON }) });
    await furnish(company);
  });
  afterEach(() => company.close());

  it('is a program error that names the command and the thing, not “there is no such product”', async () => {
    const { MakeOffer } = deciders.offer.needs;
    const execute = executorWith(company, {
      MakeOffer: (command, state) => ({ ...MakeOffer?.(command, state), products: [] }),
    });
    await expect(execute(makeOffer, envelope)).rejects.toThrow(
      `MakeOffer reads product ${id('tea')}, which its needs do not name`,
    );
  });

  it('is one for the catalogue of reasons, too', async () => {
    await company.has('MakeOffer', makeOffer.data);
    const execute = executorWith(company, { RecordRefusal: ({ managerId }) => ({ managers: [managerId] }) });
    await expect(execute(recordRefusal, envelope)).rejects.toThrow(
      'RecordRefusal reads the catalogue of reasons, which its needs do not name',
    );
  });

  it('leaves nothing in the log', async () => {
    const before = (await company.events()).length;
    await expect(executorWith(company, {})(makeOffer, envelope)).rejects.toThrow('needs do not name');
    expect(await company.events()).toHaveLength(before);
  });
});
