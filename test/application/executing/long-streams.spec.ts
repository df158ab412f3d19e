import { deciders, type StreamCategory } from '../../../src/application/executing/aggregates';
import { decode } from '../../../src/application/log/codec';
import { storedSamples } from '../../support/stored-samples';

jest.setTimeout(120_000);

interface SampleEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly data: unknown;
}
type Evolve = Readonly<Record<string, (state: unknown, event: SampleEvent) => unknown>>;

/** The events that a stream begins with; policies, reasons and reservations begin with any. */
const beginnings = new Set([
  ...['CallLogged', 'CampaignPlanned', 'ClientRegistered', 'EnquiryReceived', 'InvoiceIssued'],
  ...['ManagerRegistered', 'OfferMade', 'ProductIntroduced'],
]);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CODE = /^[A-Z]{2,}(_[A-Z]+)*$/;

/** The same data about other things: every id and every code is one that was never there. */
const another = (value: unknown, round: number): unknown => {
  if (typeof value === 'string' && UUID.test(value)) return value.slice(0, 24) + round.toString(16).padStart(12, '0');
  if (typeof value === 'string' && CODE.test(value) && value.length > 3) return `${value}_${round}`;
  if (Array.isArray(value)) return value.map((each) => another(each, round));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, another(each, round)]));
};

/** A stream of so many events: all that can happen to it, over and over, each time about something new. */
const streamOf = (category: StreamCategory, length: number): readonly SampleEvent[] => {
  const types = Object.keys(deciders[category].evolve);
  const samples = types.map((type) => decode(storedSamples.get(`${type}.v1`)!));
  const first = samples.filter(({ type }) => beginnings.has(type));
  const later = samples.filter(({ type }) => !beginnings.has(type));
  return Array.from({ length }, (_, index) => {
    const sample = index < first.length ? first[index]! : later[index % later.length]!;
    return { ...sample, id: another(sample.id, index) as string, data: another(sample.data, index) };
  });
};

const fold = (category: StreamCategory, events: readonly SampleEvent[]): unknown => {
  // Each event is a sample of one of the decider's own types.
  const evolve = deciders[category].evolve as unknown as Evolve;
  return events.reduce<unknown>((state, event) => evolve[event.type]!(state, event), deciders[category].initialState);
};

/** An event as a store may give it: its fields are made when they are asked for, and a copy of it holds none of them. */
class AskedEvent implements SampleEvent {
  constructor(private readonly sample: () => SampleEvent) {}
  get id(): string {
    return this.sample().id;
  }
  get type(): string {
    return this.sample().type;
  }
  get occurredAt(): string {
    return this.sample().occurredAt;
  }
  get data(): unknown {
    return this.sample().data;
  }
}

/** The processor time of some work, in microseconds. */
const timeOf = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

const [SHORT, LONG] = [1_000, 10_000];

/**
 * How many times as long it takes to fold ten times as many events: by the least time that each took, since whatever else
 * the machine does only adds to it; one after the other, so that both meet the same. Asked again, it has more runs to
 * choose from.
 */
const ratioOf = (foldAll: (length: number) => void, runs = 12): (() => number) => {
  let [tenShort, long] = [Infinity, Infinity];
  return () => {
    for (let run = 0; run < runs; run += 1) {
      const tenShortNow = timeOf(() => {
        for (let time = 0; time < LONG / SHORT; time += 1) foldAll(SHORT);
      });
      const longNow = timeOf(() => {
        foldAll(LONG);
      });
      [tenShort, long] = [Math.min(tenShort, tenShortNow), Math.min(long, longNow)];
    }
    return long / (tenShort / (LONG / SHORT));
  };
};

const categories = Object.keys(deciders) as StreamCategory[];

describe('a stream comes to the same, whether its events are whole or made when they are asked for', () => {
  it.each(categories)('%s', (category) => {
    const events = streamOf(category, 60);
    const asked = events.map((event) => new AskedEvent(() => event));
    expect(fold(category, asked)).toEqual(fold(category, events));
  });
});

describe('a stream of ten times as many events takes ten times as long to fold, not a hundred times', () => {
  it.each(categories)('%s', (category) => {
    const streams = new Map([SHORT, LONG].map((length) => [length, streamOf(category, length)]));
    expect(fold(category, streams.get(LONG)!)).toBeDefined();
    const measured = ratioOf((length) => {
      fold(category, streams.get(length)!);
    });
    // What is copied for each event never comes below, however often it is tried.
    let ratio = measured();
    for (let again = 0; ratio >= 15 && again < 8; again += 1) ratio = measured();
    expect(ratio).toBeLessThan(15);
  });

  it('and a state that is copied for each event shows', () => {
    const measured = ratioOf((length) => {
      let moved: Record<string, number> = {};
      for (let event = 0; event < length / 5; event += 1) moved = { ...moved, [`payment ${event}`]: event };
    }, 1);
    expect(measured()).toBeGreaterThan(15);
  });
});
