import fc from 'fast-check';
import { decode, type StoredDomainEvent } from '../../../src/application/log/codec';
import type { EventStore } from '../../../src/application/log/event-store';
import { supposedLog } from '../../../src/application/supposing/supposed-log';
import { readSupposition, type Supposition } from '../../../src/application/supposing/supposition';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../../src/domain/catalogue';
import { enquiryDecider } from '../../../src/domain/enquiry/decider';
import type { EnquiryEvents } from '../../../src/domain/enquiry/events';
import { evolveBy } from '../../../src/domain/shared/decider';
import type { EnquiryShape, EnquiryState } from '../../../src/domain/enquiry/state';
import { furnish, openCompany, type Company } from '../../support/company';
import { id } from '../../support/specify';

const targets = [
  { priority: 'normal', answerMinutes: 60, fulfilMinutes: 300 },
  { priority: 'urgent', answerMinutes: 10, fulfilMinutes: 30 },
] as const;
const everyDay = {
  zone: 'Europe/Berlin',
  hours: [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '08:00', closes: '20:00' })),
  holidays: ['2024-05-09'],
};

/** Three ways in which the company could have been another one. */
const commands: readonly DomainCommand[] = [
  { type: 'SetServiceTargets', data: { targets, effectiveFrom: '2024-01-01T09:00:00.000Z' } },
  { type: 'DefineCalendar', data: { ...everyDay, effectiveFrom: '2024-01-01T09:00:00.000Z' } },
  {
    type: 'SetPrice',
    data: {
      productId: id('tea'),
      price: { amount: 9_900, currency: 'EUR' },
      effectiveFrom: '2024-01-01T09:00:00.000Z',
    },
  },
  {
    type: 'SetUnitCost',
    data: { productId: id('tea'), cost: { amount: 4_000, currency: 'EUR' }, effectiveFrom: '2024-01-01T09:00:00.000Z' },
  },
];

const supposing = (given: readonly DomainCommand[]): Supposition => {
  const read = readSupposition(JSON.stringify(given));
  if ('expected' in read) throw new Error(read.expected);
  return read;
};

/** What may happen in a company, in random order; what its rules reject does not. */
type Happening = { readonly minutes: number; readonly what: number; readonly which: number };
const happenings = fc.array(
  fc.record({ minutes: fc.integer({ min: 1, max: 900 }), what: fc.nat(11), which: fc.nat(2) }),
  { minLength: 5, maxLength: 40 },
);

interface TwinCompany extends Company {
  at(moment: string): void;
}

const START = '2024-05-06T07:00:00.000Z';

const openTwin = async (otherwise: readonly DomainCommand[]): Promise<TwinCompany> => {
  let now = '2024-01-01T09:00:00.000Z';
  const company = await openCompany({ clock: () => now });
  await furnish(company);
  for (const { type, data } of otherwise) await company.has(type, data, { occurredAt: now });
  return {
    ...company,
    at: (moment) => {
      now = moment;
    },
  };
};

const enquiryOf = async (store: EventStore, stream: string): Promise<EnquiryState> => {
  let state: EnquiryState;
  for await (const page of store.read(stream))
    for (const stored of page)
      // Streams of enquiries hold their events.
      state = evolveBy<EnquiryShape, keyof EnquiryEvents>(enquiryDecider, state, decode(stored) as never);
  return state;
};

/** The timers: what has fallen due by then is noted. */
const noteMisses = async (company: TwinCompany, now: string): Promise<void> => {
  for (const name of ['one', 'two', 'three']) {
    const enquiryId = id(name);
    for (const kind of ['answer', 'fulfil'] as const) {
      const clock = (await enquiryOf(company.store, `enquiry-${enquiryId}`))?.clock;
      const dueAt = kind === 'answer' ? clock?.answerDueAt : clock?.fulfilDueAt;
      const noted = kind === 'answer' ? clock?.answerMissed : clock?.fulfilmentMissed;
      if (dueAt === undefined || noted || dueAt > now) continue;
      const type = kind === 'answer' ? 'NoteAnswerDeadline' : 'NoteFulfilmentDeadline';
      await company.ask(type, { enquiryId, dueAt }, { actor: { kind: 'system', id: 'timer' }, source: 'timer' });
    }
  }
};

const live = async (company: TwinCompany, all: readonly Happening[]): Promise<void> => {
  let now = Date.parse(START);
  let offers = 0;
  for (const { minutes, what, which } of all) {
    now += minutes * 60_000;
    const at = new Date(now).toISOString();
    company.at(at);
    await noteMisses(company, at);
    const enquiryId = id(['one', 'two', 'three'][which] ?? '');
    const managerId = id(['manager', 'lead', 'lead'][which] ?? '');
    const of = { enquiryId, managerId };
    const offerId = id(`offer ${offers}`);
    const line = { lineId: id(`line ${offers}`), productId: id(which === 0 ? 'snow' : 'tea'), quantity: which + 1 };
    const price = { unitPrice: { amount: 9_000 + which, currency: 'EUR' } };
    const offered = { offerId, managerId: id('manager') };
    const tell = <Type extends CommandType>(type: Type, data: CommandCatalogue[Type]) =>
      company.ask(type, data, {
        actor: { kind: 'manager', id: managerId },
        ...(which === 2 && { occurredAt: earlier(now) }),
        lateReason: 'x',
      });
    const did = [
      () => tell('ReceiveEnquiry', { enquiryId, channel: 'email', items: [{ need: 'tea' }], priority: 'normal' }),
      () => tell('AssignEnquiry', of),
      () => tell('AnswerEnquiry', { ...of, by: { messageRef: 'mail' } }),
      () => tell('PauseEnquiry', { enquiryId, waitingFor: 'a drawing' }),
      () => tell('ResumeEnquiry', { enquiryId }),
      () => tell('FulfilEnquiry', { ...of, evidence: { deliveryRef: 'parcel' } }),
      () => tell('ReopenEnquiry', { enquiryId, reason: 'back' }),
      () => tell('ReceiveEnquiry', { enquiryId, channel: 'phone', items: [{ need: 'ice' }], priority: 'urgent' }),
      () => {
        offers += 1;
        const next = { ...offered, offerId: id(`offer ${offers}`), clientId: id('client'), kind: 'verbal' as const };
        return tell('MakeOffer', { ...next, lines: [{ ...line, ...price, lineId: id(`line ${offers}`) }] });
      },
      () => tell('ReviseOffer', { ...offered, version: 1, lines: [{ ...line, ...price, quantity: 7 }] }),
      () => tell('AcceptOffer', { ...offered, version: 1, lineIds: [line.lineId] }),
      () => tell('VoidOffer', { ...offered, reason: 'mistaken' }),
    ];
    await did[what]?.();
  }
  // Up to its last event timers ran.
  await noteMisses(company, new Date(now).toISOString());
  await company.has('RegisterManager', { managerId: id('last'), name: 'Vera', role: 'manager' });
};

const earlier = (now: number): string => new Date(now - 45 * 60_000).toISOString();

/** What an event says, but not the version of its rules, its keys and ids, and when it was noted. */
const said = ({ type, stream, occurredAt, data }: StoredDomainEvent) => {
  const ofOneCompany = ['policyVersion', 'calendarVersion', 'sealed', 'eventId', 'withdraws'];
  const withoutIt = (name: string, value: unknown): unknown => (ofOneCompany.includes(name) ? null : value);
  return { type, stream, occurredAt, data: JSON.parse(JSON.stringify(data, withoutIt)) as object };
};

type Said = ReturnType<typeof said>;

/** Which of two misses that stand side by side was noted first says nothing. */
const missesInOrder = (events: readonly Said[]): readonly Said[] => {
  const ordered = [...events];
  for (let index = 1; index < ordered.length; index += 1) {
    const [one, other] = [ordered[index - 1]!, ordered[index]!];
    const areMisses = [one, other].every(({ type }) => type.endsWith('Missed'));
    if (areMisses && one.type > other.type) [ordered[index - 1], ordered[index]] = [other, one];
  }
  return ordered;
};

const toldIn = async (log: Pick<EventStore, 'read'>): Promise<readonly Said[]> => {
  const streams = [
    ...['one', 'two', 'three'].map((name) => `enquiry-${id(name)}`),
    ...Array.from({ length: 40 }, (_, index) => `offer-${id(`offer ${index}`)}`),
  ];
  const all: Said[] = [];
  for (const stream of streams)
    for await (const page of log.read(stream)) all.push(...page.map((stored) => said(decode(stored))));
  return missesInOrder(all);
};

/** The events of each stream in the order of the whole log. */
const byStream = async (log: EventStore): Promise<Readonly<Record<string, readonly string[]>>> => {
  const streams: Record<string, string[]> = {};
  for await (const page of log.readAll({ pageSize: 7 }))
    for (const { stream, id: event } of page) (streams[stream] ??= []).push(event);
  return streams;
};

const ofStreams = async (log: EventStore, streams: readonly string[]) => {
  const all: Record<string, string[]> = {};
  for (const stream of streams)
    for await (const page of log.read(stream)) (all[stream] ??= []).push(...page.map(({ id: event }) => event));
  return all;
};

describe('a log that is told again by other rules', () => {
  it('is the log that the same company would have with these rules', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(happenings, fc.integer({ min: 1, max: 15 }), async (all, which) => {
        const otherwise = commands.filter((_, index) => (which & (1 << index)) > 0);
        const [one, other] = [await openTwin([]), await openTwin(otherwise)];
        await live(one, all);
        await live(other, all);
        const until = (await one.store.head())!;
        const supposed = await supposedLog({ log: one.store, decode, until }, supposing(otherwise));
        if ('expected' in supposed) throw new Error(supposed.expected);
        const [told, really] = [await toldIn(supposed), await toldIn(other.store)];
        expect(told).toEqual(really);
        if (JSON.stringify(await toldIn(one.store)) !== JSON.stringify(really)) differing += 1;
        const amongAll = await byStream(supposed);
        expect(await ofStreams(supposed, Object.keys(amongAll))).toEqual(amongAll);
        await one.close();
        await other.close();
      }),
      { numRuns: Number(process.env['LETOPIS_RUNS'] ?? 30) },
    );
    expect(differing).toBeGreaterThan(10);
  });
});
