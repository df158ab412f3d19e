import fc from 'fast-check';
import type { CommandCatalogue, CommandType } from '../../../src/domain/catalogue';
import { simulate, type PlantedTruth, type SimulationOptions } from '../../../src/application/sample-company/simulate';
import type { SimulatedCommand } from '../../../src/application/sample-company/company';
import { deciders } from '../../../src/application/executing/aggregates';
import { openCompany } from '../../support/company';

// Some twenty thousand commands are executed: a busy machine takes its time.
jest.setTimeout(300_000);

/** The commands where each makes one event: what a company does, without a store. */
const planned = (options: SimulationOptions): { commands: SimulatedCommand[]; truth: PlantedTruth } => {
  const run = simulate(options);
  const commands: SimulatedCommand[] = [];
  for (let next = run.next(0); ; next = run.next(1)) {
    if (next.done === true) return { commands, truth: next.value };
    commands.push(next.value);
  }
};

/** What comes of the commands when they are executed, and those that a rule rejected or that changed nothing. */
const lived = async (options: SimulationOptions) => {
  let clock = '';
  const company = await openCompany({ clock: () => clock });
  const fruitless: unknown[] = [];
  const run = simulate(options);
  let next = run.next(0);
  while (next.done !== true) {
    const { command, envelope, clockAt } = next.value;
    clock = clockAt;
    const executed = await company.execute(command, envelope);
    const made = executed.outcome === 'accepted' && !executed.alreadyThere ? executed.events.length : 0;
    if (made === 0) fruitless.push({ command, envelope, clockAt, executed });
    next = run.next(made);
  }
  const events = await company.events();
  await company.close();
  return { events, fruitless, truth: next.value };
};

const options = { seed: 7, months: 12, events: 6_000, endAt: '2024-12-31T20:00:00.000Z' };

describe('the sample company', () => {
  const { commands, truth } = planned(options);

  it('is the same for the same seed, and another for another one', () => {
    const again = planned(options);
    expect(again.commands).toEqual(commands);
    expect(again.truth).toEqual(truth);
    expect(planned({ ...options, seed: 8 }).commands.slice(0, 400)).not.toEqual(commands.slice(0, 400));
  });

  it('is told in the order of the clock, and never ahead of it', () => {
    const clocks = commands.map(({ clockAt }) => clockAt);
    expect(clocks.filter((clock, index) => clock < clocks[Math.max(0, index - 1)]!)).toEqual([]);
    expect(commands.filter(({ clockAt, envelope }) => envelope.occurredAt! > clockAt)).toEqual([]);
    expect(clocks[0]! >= truth.startAt && clocks.at(-1)! <= truth.endAt).toBe(true);
  });

  it('is accepted by every rule, each command changes something, and nearly all types of command occur', async () => {
    const { events, fruitless, truth } = await lived(options);
    expect(fruitless.slice(0, 3)).toEqual([]);
    expect(events).toHaveLength(truth.counts.events);
    const notCommanded = Object.values(deciders)
      .flatMap(({ decide }) => Object.keys(decide))
      .filter((type) => !(type in truth.counts.commands));
    // The steps that follow from others, erasing, which has to stay a deliberate act, and series as they are anyhow.
    const followed = ['AbsorbDuplicate', 'EraseDuplicate', 'InvoiceOfferLines', 'ReleaseOfferLines', 'ReleaseTaxId'];
    const proofs = ['NoteCallAsProof', 'NoteInvoiceAsProof', 'NoteOfferAsProof', 'ReviewEvidence'];
    const guards = ['CheckTaxId', 'ReserveDocumentNumber', 'ReserveId', 'ReserveTaxId', 'SetNumberAside'];
    expect(notCommanded.sort()).toEqual(
      ['EraseClient', 'SetNumberSeries', 'StateForecast', 'StateMarketSize', ...guards, ...followed, ...proofs].sort(),
    );
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    expect(truth.counts.commands).toMatchObject({
      RegisterClient: count('ClientRegistered'),
      LogCall: count('CallLogged'),
      ReceiveEnquiry: count('EnquiryReceived'),
      CorrectRefusal: count('RefusalCorrected'),
      ExpireOffer: count('OfferExpired'),
      IssueInvoice: count('InvoiceIssued'),
      RecordPayment: count('PaymentRecorded'),
    });
    expect(count('MergeReversed')).toBe(truth.merges.filter(({ isReversed }) => isReversed).length);
  });

  it('is accepted by every rule whatever its seed, its length and its end', async () => {
    const ends = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
    const asked = fc.record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      months: fc.integer({ min: 1, max: 18 }),
      events: fc.integer({ min: 300, max: 1_500 }),
      endAt: ends.map((end) => end.toISOString()),
    });
    await fc.assert(
      fc.asyncProperty(asked, async (given) => {
        const { events, fruitless, truth } = await lived(given);
        expect(fruitless.slice(0, 3)).toEqual([]);
        expect(events).toHaveLength(truth.counts.events);
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    [3_000, 3],
    [4_000, 30],
  ])('holds %i events in %i months, to within 2 percent', async (events, months) => {
    const { counts } = (await lived({ ...options, events, months })).truth;
    expect(Math.abs(counts.events / events - 1)).toBeLessThan(0.02);
  });
});

describe('what is planted in the sample company', () => {
  const { commands, truth } = planned({ ...options, events: 30_000 });
  const all = <Type extends CommandType>(type: Type): CommandCatalogue[Type][] =>
    commands.flatMap(({ command }) => (command.type === type ? [command.data as CommandCatalogue[Type]] : []));
  const calls = all('LogCall');
  const habitOf = new Map(truth.managers.map(({ managerId, habit }) => [managerId, habit]));
  const segmentOf = new Map(
    [...all('RegisterClient'), ...all('ClassifyClient')].map(({ clientId, segment }) => [clientId, segment]),
  );
  const productOf = new Map(truth.products.map((product) => [product.productId, product]));

  /** Lines that were put to a client, written or spoken. */
  const lines = [
    ...all('MakeOffer').map((offer) => ({ ...offer, refused: undefined })),
    ...calls.flatMap(({ pitch, clientId, managerId }) => (pitch ? [{ ...pitch, clientId, managerId }] : [])),
  ].flatMap(({ clientId, managerId, lines: offered, refused }) =>
    offered.map((line) => ({ ...line, clientId, habit: habitOf.get(managerId)!, refused })),
  );

  /** The share of what passes a test, by the habit of the manager; highest first. */
  const ranked = <Item>(items: readonly Item[], habit: (item: Item) => string, is: (item: Item) => boolean): string[] =>
    [...habitOf.values()]
      .map((name) => {
        const own = items.filter((item) => habit(item) === name);
        return { name, share: own.filter(is).length / own.length };
      })
      .sort((one, other) => other.share - one.share)
      .map(({ name }) => name);

  it('has 12 managers, each with a habit of their own, and 40 products', () => {
    expect(new Set(habitOf.values()).size).toBe(12);
    expect(truth.products).toHaveLength(40);
    expect(truth.products.filter(({ stuck }) => stuck)).toHaveLength(10);
  });

  it('sells snow to the Chukchi through one manager', () => {
    const isSnow = ({ productId, clientId }: (typeof lines)[number]): boolean =>
      !productOf.get(productId)!.fits.includes(segmentOf.get(clientId!) as never);
    expect(ranked(lines, ({ habit }) => habit, isSnow)[0]).toBe('snow_to_the_chukchi');
  });

  it('calls in vain through one, and enters calls late through another', () => {
    const logged = commands.flatMap(({ command, envelope, clockAt }) =>
      command.type === 'LogCall' ? [{ ...command.data, at: envelope.occurredAt!, clockAt }] : [],
    );
    const habit = ({ managerId }: { managerId: string }): string => habitOf.get(managerId)!;
    const isOut = logged.filter(({ direction }) => direction === 'out');
    expect(ranked(isOut, habit, ({ result }) => result !== 'reached')[0]).toBe('calls_in_vain');
    const isLate = ({ at, clockAt }: (typeof logged)[number]): boolean => Date.parse(clockAt) - Date.parse(at) > 864e5;
    expect(ranked(logged, habit, isLate)[0]).toBe('enters_late');
  });

  it('gives deep discounts through one, who asks for approval', () => {
    const written = all('MakeOffer').filter(({ kind }) => kind === 'written');
    const listed = new Map(all('SetPrice').map(({ productId, price }) => [productId, price.amount]));
    const isDeep = ({ lines: offered }: (typeof written)[number]): boolean =>
      offered.every(({ productId, unitPrice }) => unitPrice!.amount < listed.get(productId)! * 0.9);
    const order = ranked(written, ({ managerId }) => habitOf.get(managerId)!, isDeep);
    expect(order[0]).toBe('discounts_deeply');
  });

  it('never offers what is never offered, and refuses what is stuck for its cause', () => {
    const stuckBy = (productId: string): string | undefined => productOf.get(productId)!.stuck;
    expect(lines.filter(({ productId }) => stuckBy(productId) === 'never_offered')).toEqual([]);
    const pitches = calls.flatMap(({ pitch }) => (pitch ? [pitch] : []));
    const reasonsOf = (cause: string): (string | undefined)[] =>
      pitches.flatMap(({ lines: offered, refused }) =>
        offered
          .filter(({ lineId, productId }) => refused?.lineIds.includes(lineId) && stuckBy(productId) === cause)
          .map(() => refused?.reason),
      );
    const mostly = (codes: (string | undefined)[]): string | undefined =>
      [...new Set(codes)].sort((one, other) => share(codes, other) - share(codes, one))[0];
    const share = (codes: (string | undefined)[], code: string | undefined): number =>
      codes.filter((each) => each === code).length;
    expect(mostly(reasonsOf('too_expensive'))).toBe('PRICE_TOO_HIGH');
    expect(mostly(reasonsOf('out_of_stock'))).toBe('OUT_OF_STOCK');
    expect(['NO_NEED', 'POOR_FIT']).toContain(mostly(reasonsOf('wrong_segment')));
    expect(['NO_NEED', 'ALREADY_HAS']).toContain(mostly(reasonsOf('dead')));
  });

  it('leaves enquiries without an answer, most of all through one manager', () => {
    const owner = new Map(all('RegisterClient').map(({ clientId, managerId }) => [clientId, managerId!]));
    const received = all('ReceiveEnquiry').map(({ enquiryId, clientId, managerId }) => ({
      enquiryId,
      habit: habitOf.get(managerId ?? owner.get(clientId!)!)!,
    }));
    const touched = new Set([
      ...all('AnswerEnquiry').map(({ enquiryId }) => enquiryId),
      ...all('DeclineEnquiry').map(({ enquiryId }) => enquiryId),
      ...all('MakeOffer').map(({ enquiryId }) => enquiryId),
      ...calls.map(({ enquiryId }) => enquiryId),
    ]);
    const order = ranked(
      received,
      ({ habit }) => habit,
      ({ enquiryId }) => !touched.has(enquiryId),
    );
    expect(order[0]).toBe('never_answers');
    const missed = new Set(all('NoteAnswerDeadline').map(({ enquiryId }) => enquiryId));
    const byMiss = ranked(
      received,
      ({ habit }) => habit,
      ({ enquiryId }) => missed.has(enquiryId),
    );
    expect(byMiss.slice(0, 2).sort()).toEqual(['answers_late', 'never_answers']);
    expect(byMiss.at(-1)).toBe('excellent');
  });

  it('gives up a reason, which nobody names afterwards', () => {
    const { code, from } = truth.retiredReason;
    const named = commands.flatMap(({ command, envelope }) => {
      if (command.type === 'RecordRefusal' && command.data.reason === code) return [envelope.occurredAt!];
      return command.type === 'LogCall' && command.data.pitch?.refused?.reason === code ? [envelope.occurredAt!] : [];
    });
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((at) => at >= from)).toEqual([]);
  });
});
