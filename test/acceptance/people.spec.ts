import { derivedId } from '../../src/application/log/ids';
import { executorOver } from '../../src/composition/open-core';
import type { Row, TableSpec } from '../../src/read-models/kit/projection';
import { openCore, rowOf, type Core, type Sections, type Shown } from '../support/core';
import { id } from '../support/specify';

const MAY = { from: '2024-05-01', to: '2024-06-01' };

describe('a client who is reassigned from one manager to another', () => {
  const by = (name: string) => ({ managerId: id(name) });
  const call = (name: string, manager: string) => ({
    callId: id(name),
    clientId: id('client'),
    ...by(manager),
    direction: 'out' as const,
    durationSeconds: 300,
    result: 'reached' as const,
  });

  let core: Core;
  const activityOf = async (name: string): Promise<Shown> => {
    const { managers } = await core.report('manager-activity', MAY);
    return rowOf({ managers: managers ?? [] }, 'managers', by(name)) ?? {};
  };

  beforeEach(async () => {
    core = await openCore();
    core.at('2024-05-06T08:00:00.000Z');
    await core.has('AssignClient', { clientId: id('client'), ...by('manager'), reason: 'new' });
    await core.has('ReceiveEnquiry', {
      enquiryId: id('enquiry'),
      clientId: id('client'),
      channel: 'email',
      items: [{ productId: id('tea') }],
      priority: 'urgent',
      ...by('manager'),
    });
    core.at('2024-05-07T08:00:00.000Z');
    await core.has('NoteAnswerDeadline', { enquiryId: id('enquiry'), dueAt: '2024-05-06T09:00:00.000Z' });
    await core.has('LogCall', call('call', 'manager'));
    await core.has('MakeOffer', {
      offerId: id('offer'),
      clientId: id('client'),
      ...by('manager'),
      kind: 'verbal',
      lines: [{ lineId: id('line'), productId: id('snow'), quantity: 1 }],
    });
    await core.has('RecordRefusal', {
      offerId: id('offer'),
      ...by('manager'),
      version: 1,
      lineIds: [id('line')],
      reason: 'POOR_FIT',
      statedBy: 'client',
    });
  });
  afterEach(() => core.close());

  it('leaves calls, offers, refusals and misses with the one who made them', async () => {
    const before = await activityOf('manager');
    expect(before).toMatchObject({ attempts: 1, linesOffered: 1, linesRefused: 1, answersDue: 1, answersInTime: 0 });

    core.at('2024-05-20T08:00:00.000Z');
    await core.has('AssignClient', { clientId: id('client'), ...by('lead'), reason: 'the other one is on leave' });
    await core.has('AssignEnquiry', { enquiryId: id('enquiry'), ...by('lead') });
    await core.has('LogCall', { ...call('second call', 'lead'), enquiryId: id('enquiry') });
    core.at('2024-05-31T08:00:00.000Z');

    const { attempts, linesOffered, linesRefused, answersDue, answersInTime } = before;
    expect(await activityOf('manager')).toMatchObject({
      attempts,
      linesOffered,
      linesRefused,
      answersDue,
      answersInTime,
    });
    expect(await activityOf('lead')).toMatchObject({ attempts: 1, linesOffered: 0, linesRefused: 0, answersDue: 0 });
    const { refusals = [] } = await core.report('refusals', { ...MAY, manager: id('manager') });
    expect(refusals).toHaveLength(1);
  });
});

describe('two clients that are merged and the merge reversed', () => {
  const MERGE_FACTS = ['ClientMerged', 'DuplicateAbsorbed', 'MergeReversed'];

  /** The life of two clients; `merging` happens in the middle of it, or nothing does. */
  const live = async (core: Core, merging: () => Promise<void>): Promise<void> => {
    const twin = { clientId: id('twin') };
    const at = { commandId: id('twin comes') };
    core.at('2024-05-06T08:00:00.000Z');
    await core.has('RegisterClient', { ...twin, kind: 'person', name: 'Chukchi', origin: 'web', segment: 'south' }, at);
    for (const [day, client] of [
      ['07', 'client'],
      ['08', 'twin'],
    ] as const) {
      core.at(`2024-05-${day}T08:00:00.000Z`);
      await trade(core, client, `before ${client}`);
    }
    core.at('2024-05-10T08:00:00.000Z');
    await merging();
    for (const [day, client] of [
      ['21', 'client'],
      ['22', 'twin'],
    ] as const) {
      core.at(`2024-05-${day}T08:00:00.000Z`);
      await trade(core, client, `after ${client}`);
    }
    core.at('2024-05-30T08:00:00.000Z');
  };

  const trade = async (core: Core, client: string, when: string): Promise<void> => {
    const of = { clientId: id(client), managerId: id('manager') };
    const word = (what: string) => derivedId(`${what} ${when}`);
    const command = (what: string) => ({ commandId: word(`${what} command`) });
    const line = { lineId: word('line'), productId: id('tea'), quantity: 1 };
    await core.has(
      'ReceiveEnquiry',
      { enquiryId: word('enquiry'), ...of, channel: 'web', items: [{ productId: id('tea') }], priority: 'normal' },
      command('1'),
    );
    await core.has(
      'LogCall',
      {
        callId: word('call'),
        ...of,
        direction: 'out',
        durationSeconds: 90,
        result: 'reached',
        enquiryId: word('enquiry'),
        pitch: {
          offerId: word('offer'),
          lines: [line],
          refused: { lineIds: [line.lineId], reason: 'NO_BUDGET', statedBy: 'client' },
        },
      },
      command('2'),
    );
    await core.has(
      'IssueInvoice',
      {
        invoiceId: word('invoice'),
        ...of,
        basis: { directSale: true, reason: 'over the counter' },
        lines: [{ productId: id('snow'), quantity: 1, unitPrice: { amount: 10_000, currency: 'EUR' } }],
        currency: 'EUR',
        dueOn: '2024-06-01',
        series: '2024',
      },
      command('3'),
    );
  };

  const merge = (core: Core) => async () => {
    await core.has('MergeClient', { clientId: id('twin'), into: id('client'), evidence: 'the same phone' });
    core.at('2024-05-15T08:00:00.000Z');
    await core.has('ReverseMerge', { clientId: id('twin'), reason: 'two brothers' });
  };

  /** Which event last changed a row tells of the merge, too. */
  const tellsOfTheLast = ({ trace }: TableSpec, name: string): boolean =>
    trace !== undefined && trace.first !== trace.last && (name === trace.last || name === trace.to);

  /** All rows of all tables, places in the log given as the events that stand there; without the merge's own facts. */
  const rowsOf = async (core: Core): Promise<Readonly<Record<string, readonly Row[]>>> => {
    await core.upToDate();
    const events = await core.events();
    const idAt = new Map(events.map((event) => [Number(event.position), event.id]));
    const ofMerge = new Set(events.filter(({ type }) => MERGE_FACTS.includes(type)).map((event) => event.id));
    const named = (table: TableSpec, row: Row): Row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => {
          if (tellsOfTheLast(table, name)) return [name, 'the last'];
          if (table.columns[name]?.kind === 'position') return [name, idAt.get(Number(value)) ?? null];
          return table.columns[name]?.kind === 'personal' ? [name, 'sealed'] : [name, value];
        }),
      );
    const rows: Record<string, Row[]> = {};
    await core.letopis.readStore.snapshot(async (frozen) => {
      const live = (await frozen.generations()).filter(({ state }) => state === 'live');
      for (const { name: projection, tables } of core.letopis.side.projections)
        for (const table of tables) {
          const generation = live.find((one) => one.projection === projection);
          if (!generation) throw new Error(`${projection} is not live`);
          const all: Row[] = [];
          for await (const page of frozen.scan(generation, table)) all.push(...page.map((row) => named(table, row)));
          rows[`${projection}/${table.name}`] = all
            .filter((row) => !Object.values(row).some((value) => typeof value === 'string' && ofMerge.has(value)))
            .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
        }
    });
    return rows;
  };

  const answersOf = async (core: Core): Promise<Readonly<Record<string, Sections>>> => {
    const history = async (client: string): Promise<Sections> => {
      const sections = await core.report('client-history', { client: id(client) });
      const plain = (sections['history'] ?? [])
        .filter(({ type }) => !MERGE_FACTS.includes(String(type)))
        .map(({ position, ...entry }) => entry);
      return { ...sections, history: plain };
    };
    return {
      client: await history('client'),
      twin: await history('twin'),
      byClient: await core.report('refusals', { ...MAY, by: 'client' }),
      bySegment: await core.report('refusals', { ...MAY, by: 'segment' }),
      ofTwin: await core.report('refusals', { ...MAY, client: id('twin') }),
      enquiries: await core.report('enquiries', MAY),
      managers: await core.report('manager-activity', MAY),
      products: await core.report('stale-products', { from: '2024-05-01' }),
    };
  };

  let merged: Core;
  let apart: Core;
  beforeEach(async () => {
    merged = await openCore();
    apart = await openCore();
  });
  afterEach(async () => {
    await merged.close();
    await apart.close();
  });

  it('leave all read models as if they had never been merged', async () => {
    await live(merged, merge(merged));
    await live(apart, async () => {});
    const types = await merged.types();
    expect(MERGE_FACTS.filter((type) => types.includes(type))).toEqual(MERGE_FACTS);

    expect(await rowsOf(merged)).toEqual(await rowsOf(apart));
    expect(await answersOf(merged)).toEqual(await answersOf(apart));
  });

  it('are read as one while they are merged', async () => {
    await live(merged, async () => {
      await merged.has('MergeClient', { clientId: id('twin'), into: id('client'), evidence: 'the same phone' });
      const { client, history = [] } = await merged.report('client-history', { client: id('twin') });
      expect(client).toMatchObject([{ clientId: id('client'), duplicates: [id('twin')] }]);
      expect(history.filter(({ type }) => type === 'CallLogged')).toHaveLength(2);
      const { summary = [] } = await merged.report('refusals', { ...MAY, by: 'client' });
      expect(summary).toMatchObject([{ client: id('client'), refusals: 2 }]);
      await merged.has('ReverseMerge', { clientId: id('twin'), reason: 'two brothers' });
    });
    const { summary = [] } = await merged.report('refusals', { ...MAY, by: 'client' });
    expect(summary).toMatchObject([{ refusals: 2 }, { refusals: 2 }]);
  });
});

describe('a client that is read from the log again, as after a restart', () => {
  let core: Core;
  beforeEach(async () => {
    core = await openCore();
  });
  afterEach(() => core.close());

  const correction = { clientId: id('client'), name: 'Ada Berger' };
  /** An executor that has nothing in memory. */
  const restarted = () => {
    const { store, vault, clock } = core.letopis;
    return executorOver(store, vault, clock);
  };
  const told = (name: string) =>
    ({ commandId: id(name), actor: { kind: 'manager', id: id('manager') }, source: 'api' }) as const;

  it('is corrected by an event that names what it corrects', async () => {
    core.at('2024-05-06T08:00:00.000Z');
    await restarted()({ type: 'CorrectClientDetails', data: correction }, told('correction'));
    const events = await core.events();
    const registered = events.find(({ type, stream }) => type === 'ClientRegistered' && stream.endsWith(id('client')));
    expect(events.at(-1)).toMatchObject({ type: 'ClientDetailsCorrected', data: { corrects: registered!.id } });
  });

  it('is not corrected before it was registered', async () => {
    const { occurredAt } = (await core.events()).find(({ type }) => type === 'ClientRegistered')!;
    const before = new Date(Date.parse(occurredAt) - 86_400_000).toISOString();
    core.at('2024-05-06T08:00:00.000Z');
    const envelope = { ...told('correction'), occurredAt: before, lateReason: 'found on paper' };
    const corrected = await restarted()({ type: 'CorrectClientDetails', data: correction }, envelope);
    expect(corrected).toMatchObject({ outcome: 'rejected', rejection: { code: 'OCCURRED_BEFORE_CAUSE' } });
  });
});
