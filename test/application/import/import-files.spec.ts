import { openSqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import type { DomainCommand } from '../../../src/domain/catalogue';
import { dryRunStore } from '../../../src/application/log/dry-run-store';
import type { Envelope, Execute } from '../../../src/application/executing/execution';
import { importFiles, type ImportAsked } from '../../../src/application/import/run/import-files';
import { executorOver, furnish, NOON, openCompany, type Company } from '../../support/company';
import { filesOf } from './tables';

interface Given {
  readonly command: DomainCommand;
  readonly envelope: Envelope;
}

const event = { id: 'e', type: 'Happened', stream: 's', revision: 0 };

/** Accepts everything and remembers it. */
const recorder = () => {
  const given: Given[] = [];
  const execute: Execute = async (command, envelope) => {
    given.push({ command, envelope });
    return { outcome: 'accepted', stream: 's', revision: 0, position: 1n, events: [event], alreadyThere: false };
  };
  return { given, execute };
};

const head = 'source: test\nzone: Europe/Berlin\ncurrency: EUR\n';
const start = "{ timeOf: '2024-01-01 10:00:00' }";

const clients = `${head}files:
  - file: clients.csv
    row: $Id
    facts:
      - fact: RegisterClient
        at: { timeOf: $Since, format: YYYY-MM-DD HH:mm }
        with: { clientId: { idOf: [client, $Id] }, kind: person, name: $Name, origin: test }
`;

const run = async (texts: Record<string, string>, execute: Execute, asked: Partial<ImportAsked> = {}) => {
  const { files, rejects } = filesOf(texts);
  const paths = { mappingFile: 'mapping.yaml', folder: '', rejectsFile: 'rejects.jsonl' };
  return { result: await importFiles({ ...paths, ...asked }, { files, execute }), rejects };
};

describe('an import', () => {
  it('gives each fact at its time, by the source, under ids that derive from it', async () => {
    const first = recorder();
    const texts = { 'mapping.yaml': clients, 'clients.csv': 'Id,Name,Since\n7, Anna ,2024-03-04 10:00\n' };
    await run(texts, first.execute);
    const second = recorder();
    await run(texts, second.execute);
    expect(first.given).toEqual(second.given);
    expect(first.given).toMatchObject([
      {
        command: { type: 'RegisterClient', data: { kind: 'person', name: 'Anna', origin: 'test' } },
        envelope: {
          occurredAt: '2024-03-04T09:00:00.000Z',
          zone: 'Europe/Berlin',
          actor: { kind: 'import', id: 'test' },
          source: 'import',
          lateReason: 'import',
        },
      },
    ]);
  });

  it('loses no row: each is imported or rejected with its place, the reason and what to do', async () => {
    const { execute } = recorder();
    const { result, rejects } = await run(
      {
        'mapping.yaml': `${clients}    reject:
      - { when: [{ $Name: nobody }], code: NOBODY, because: it is nobody, next: nothing to do }
`,
        'clients.csv':
          'Id,Name,Since\n7,Anna,2024-03-04 10:00\n,Bert,2024-03-04 10:00\n8,Cora,yesterday\n9,,2024-03-04 10:00\n10,Dora,\n,,\n11,Emil\n12,nobody,2024-03-04 10:00\n',
      },
      execute,
    );
    expect(result).toMatchObject({ rowsRead: 8, rowsImported: 1, rowsRejected: 7, rejectsFile: 'rejects.jsonl' });
    const told = rejects.map(({ place, code }) => `${String(place)} ${String(code)}`).sort();
    expect(told).toEqual([
      'clients.csv:3 ROW_WITHOUT_ID',
      'clients.csv:4 VALUE_UNREADABLE',
      'clients.csv:5 FACT_INCOMPLETE',
      'clients.csv:6 TIME_EMPTY',
      'clients.csv:7 ROW_EMPTY',
      'clients.csv:8 ROW_MISSHAPEN',
      'clients.csv:9 NOBODY',
    ]);
    expect(rejects.find(({ code }) => code === 'VALUE_UNREADABLE')).toEqual({
      place: 'clients.csv:4',
      outcome: 'rejected',
      code: 'VALUE_UNREADABLE',
      rule: 0,
      fact: 'RegisterClient',
      message: expect.stringContaining('yesterday'),
      next: expect.any(String),
      row: { Id: '8', Name: 'Cora', Since: 'yesterday' },
    });
    expect(result.rejections).toMatchObject({ NOBODY: 1, ROW_EMPTY: 1 });
  });

  it('lets in no more than HTTP does: names, notes, codes and numbers beyond their limits, control characters', async () => {
    const { execute, given } = recorder();
    const mapping = `${head}files:
  - file: rows.csv
    facts:
      - fact: RegisterClient
        at: ${start}
        with: { clientId: { idOf: [client, $No] }, kind: person, name: $Name, origin: test }
      - fact: LogCall
        at: ${start}
        with:
          callId: { idOf: [call, $No] }
          managerId: { idOf: [manager, Max] }
          direction: out
          durationSeconds: { integerOf: $Seconds }
          result: reached
          note: $Note
      - fact: WithdrawOffer
        at: ${start}
        with: { offerId: { idOf: [offer, $No] }, managerId: { idOf: [manager, Max] }, reason: $Reason }
      - fact: RetireReason
        at: ${start}
        with: { catalogue: refusals, code: $Code }
`;
    const right = { Name: 'Anna', Seconds: '60', Note: 'fine', Reason: 'old', Code: 'NO_NEED' };
    const rows = [
      right,
      { ...right, Name: 'x'.repeat(100_000) },
      { ...right, Note: 'x'.repeat(30_000) },
      { ...right, Code: 'price too high!' },
      { ...right, Seconds: '125000' },
      { ...right, Seconds: '99999999' },
      { ...right, Name: 'An\0na' },
      { ...right, Note: 'ding\u0007' },
    ].map((row, index) => [index, ...Object.values(row)].join(','));
    const texts = { 'mapping.yaml': mapping, 'rows.csv': ['No,Name,Seconds,Note,Reason,Code', ...rows].join('\n') };
    const { result, rejects } = await run(texts, execute);
    expect(result).toMatchObject({ rowsImported: 1, rejections: { VALUE_NOT_ALLOWED: 7 } });
    expect(rejects.map(({ place, message }) => `${String(place)} ${String(message)}`).sort()).toEqual([
      'rows.csv:3 RegisterClient: name must be a text of 1 to 200 characters (code points), not all of them invisible, in one line',
      expect.stringContaining('rows.csv:4 LogCall: note must be a text of 1 to 4000 characters'),
      'rows.csv:5 RetireReason: code must be a code in capitals, as PRICE_TOO_HIGH',
      'rows.csv:6 LogCall: durationSeconds must be a whole number from 0 to 86400',
      'rows.csv:7 LogCall: durationSeconds must be a whole number from 0 to 86400',
      'rows.csv:8 RegisterClient: name must be a text of 1 to 200 characters (code points), not all of them invisible, in one line',
      expect.stringContaining('rows.csv:9 LogCall: note must be'),
    ]);
    expect(given.filter(({ command }) => command.type === 'RegisterClient')).toHaveLength(6);
  });

  it('rejects a row to which no fact applies, and a word that no map lists', async () => {
    const { execute, given } = recorder();
    const mapping = clients
      .replace('files:', 'maps:\n  names: { values: { ANNA: Anna }, otherwise: reject }\nfiles:')
      .replace('name: $Name', 'name: { codeOf: $Name, by: names }')
      .replace('        at:', '        when: [{ $Id: { isNot: 9 } }]\n        at:');
    const { rejects } = await run(
      {
        'mapping.yaml': mapping,
        'clients.csv': 'Id,Name,Since\n7,anna,2024-03-04 10:00\n8,Bert,2024-03-04 10:00\n9,Anna,x\n',
      },
      execute,
    );
    expect(given).toMatchObject([{ command: { data: { name: 'Anna' } } }]);
    expect(rejects.map(({ code }) => code).sort()).toEqual(['ROW_GIVES_NO_FACT', 'VALUE_NOT_MAPPED']);
  });

  it('gives what is said once only once, across files', async () => {
    const { execute, given } = recorder();
    const fact = `    facts:
      - fact: RegisterManager
        once: $Seller
        at: ${start}
        with: { managerId: { idOf: [manager, $Seller] }, name: $Seller, role: manager }
`;
    const { result } = await run(
      {
        'mapping.yaml': `${head}files:\n  - file: a.csv\n${fact}  - file: b.csv\n${fact}`,
        'a.csv': 'Seller,N\nMax,1\nMax,2\nEva,3\n,4\n',
        'b.csv': 'Seller\nEva\nIda\n',
      },
      execute,
    );
    expect(given.map(({ command }) => (command.type === 'RegisterManager' ? command.data.name : ''))).toEqual([
      'Max',
      'Eva',
      'Ida',
    ]);
    expect(result).toMatchObject({ rowsRead: 6, rowsImported: 6 });
  });

  it('tells a row of another file that says something else of what is given once, but not what it leaves out', async () => {
    const fact = (row: string, type: string, data: string) => `    row: ${row}
    facts:
      - fact: ${type}
        once: $Code
        at: ${start}
        with: { ${data} }
`;
    const product = 'productId: { idOf: [product, $Code] }, name: $Name, category: $Kind';
    const { result, rejects } = await run(
      {
        'mapping.yaml':
          `${head}files:\n  - file: list.csv\n${fact('$Code', 'IntroduceProduct', product)}` +
          `  - file: sold.csv\n${fact('$No', 'IntroduceProduct', product)}` +
          `  - file: staff.csv\n${fact('$Code', 'RegisterManager', 'managerId: { idOf: [manager, $Code] }, name: $Code, role: manager')}`,
        'list.csv': 'Code,Name,Kind\na,Globe,maps\nb,Chart,maps\nc,Relief,maps\n',
        'sold.csv': 'No,Code,Name,Kind\n1,a,GLOBE,maps\n2,b,Chart,sea\n3,c,,maps\n4,d,Atlas,books\n5,d,Atlas,maps\n',
        'staff.csv': 'Code\na\n',
      },
      recorder().execute,
    );
    expect(result).toMatchObject({ rowsRead: 9, rowsChanged: 2, changes: { IntroduceProduct: 2 } });
    const told = rejects.filter(({ outcome }) => outcome === 'changed');
    expect(told).toMatchObject([
      { place: 'sold.csv:3', details: { differs: { category: { inTheLog: 'maps', now: 'sea' } } } },
      { place: 'sold.csv:6', details: { differs: { category: { inTheLog: 'books', now: 'maps' } } } },
    ]);
    expect(told[0]?.['message']).toBe(
      'IntroduceProduct: this row says something else than an earlier one (category); the log stays as it is',
    );
  });

  it('makes one document of rows with the same key, also where another stands in between', async () => {
    const { execute, given } = recorder();
    const mapping = `${head}files:
  - file: lines.csv
    document: $No
    reject:
      - { when: [{ everyRow: [{ $Pieces: 9 }] }], code: ONLY_SAMPLES, because: none, next: none }
    facts:
      - fact: IntroduceProduct
        perRow: true
        once: { upper: $Code }
        at: ${start}
        with: { productId: { idOf: [product, { upper: $Code }] }, name: $Code, category: goods }
      - fact: RecordDelivery
        at: ${start}
        with:
          invoiceId: { idOf: [invoice, $No] }
          lines: { each: { productId: { idOf: [product, { upper: $Code }] }, quantity: { integerOf: $Pieces } } }
`;
    const { result, rejects } = await run(
      { 'mapping.yaml': mapping, 'lines.csv': 'No,Code,Pieces\n1,a,2\n1,b,9\n2,c,1\n1,A,3\n3,a,9\n3,b,9\n' },
      execute,
    );
    const deliveries = given.flatMap(({ command }) => (command.type === 'RecordDelivery' ? [command.data] : []));
    expect(deliveries.map(({ lines }) => lines.map(({ quantity }) => quantity)).sort()).toEqual([[1], [2, 9, 3]]);
    expect(given.filter(({ command }) => command.type === 'IntroduceProduct')).toHaveLength(3);
    expect(result).toMatchObject({ rowsRead: 6, rowsImported: 4, rowsRejected: 2 });
    expect(rejects.map(({ place }) => place)).toEqual(['lines.csv:6', 'lines.csv:7']);
  });

  it('rejects a document in which two rows have one id: one of them would count twice', async () => {
    const { execute, given } = recorder();
    const mapping = (row: string) => `${head}files:
  - file: lines.csv
    document: $No
    row: ${row}
    facts:
      - fact: RecordDelivery
        at: ${start}
        with:
          invoiceId: { idOf: [invoice, $No] }
          lines: { each: { productId: { idOf: [product, $Code] }, quantity: { integerOf: $Pieces } } }
`;
    const csv = 'No,Line,Code,Pieces\n1,l1,a,2\n1,l2,b,9\n1,l1,a,2\n2,l3,c,1\n2,l4,c,1\n';
    const { result, rejects } = await run({ 'mapping.yaml': mapping('$Line'), 'lines.csv': csv }, execute);
    expect(given).toHaveLength(1);
    expect(result).toMatchObject({ rowsImported: 2, rowsRejected: 3, rejections: { ROW_ID_TWICE: 3 } });
    expect(rejects[0]?.['message']).toContain('line 2 of the file');
    const named = await run({ 'mapping.yaml': mapping('$No'), 'lines.csv': csv }, recorder().execute);
    expect(named.result).toMatchObject({ rowsImported: 5, rowsRejected: 0 });
  });

  it('tells a change of the rows of a document that say it, not of all', async () => {
    const mapping = `${head}files:
  - file: lines.csv
    document: $No
    facts:
      - fact: IntroduceProduct
        perRow: true
        once: $Code
        at: ${start}
        with: { productId: { idOf: [product, $Code] }, name: $Name, category: goods }
`;
    const csv = 'No,Code,Name\n1,a,Globe\n1,b,Map\n2,a,Globe\n2,b,Chart\n';
    const { result, rejects } = await run({ 'mapping.yaml': mapping, 'lines.csv': csv }, recorder().execute);
    expect(result).toMatchObject({ rowsImported: 3, rowsChanged: 1 });
    expect(rejects.map(({ place }) => place)).toEqual(['lines.csv:5']);
  });

  it('keeps the order of rows that belong together, and runs others side by side', async () => {
    const running = new Set<string>();
    const done: string[] = [];
    let most = 0;
    const execute: Execute = async (command, envelope) => {
      const seller = command.type === 'MoveToTeam' ? command.data.managerId : '';
      expect(running.has(seller)).toBe(false);
      running.add(seller);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running.delete(seller);
      done.push(command.type === 'MoveToTeam' ? command.data.teamId : envelope.commandId);
      return { outcome: 'accepted', stream: '', revision: 0, position: 1n, events: [], alreadyThere: false };
    };
    await run(
      {
        'mapping.yaml': `${head}files:
  - file: moves.csv
    order: $Seller
    facts:
      - { fact: MoveToTeam, at: ${start}, with: { managerId: { idOf: [manager, $Seller] }, teamId: $Team } }
`,
        'moves.csv': 'Seller,Team\nMax,m1\nMax,m2\nEva,e1\nMax,m3\nEva,e2\n',
      },
      execute,
    );
    expect(done.filter((team) => team.startsWith('m'))).toEqual(['m1', 'm2', 'm3']);
    expect(done.filter((team) => team.startsWith('e'))).toEqual(['e1', 'e2']);
    expect(most).toBe(2);
  });

  it('finds the first fitting record of another file', async () => {
    const { execute, given } = recorder();
    await run(
      {
        'mapping.yaml': `${head}lookups:
  talks:
    file: calls.csv
    when: [{ $Status: reached }]
    by: $Client
    at: { timeOf: $At, format: YYYY-MM-DD HH:mm }
    keep: { call: $Id }
files:
  - file: deals.csv
    values:
      made: { timeOf: $Made, format: YYYY-MM-DD HH:mm }
      call: { lookup: talks, by: $Client, from: $made, until: { endOf: { dayOf: $made } }, give: call }
    facts:
      - { fact: VoidCall, at: $made, with: { callId: { idOf: [call, $Client] }, reason: { firstOf: [$call, none] } } }
`,
        'calls.csv':
          'Id,Client,Status,At\nc3,7,reached,2024-03-05 09:00\nc1,7,missed,2024-03-04 11:00\nc2,7,reached,2024-03-04 12:00\nc0,7,reached,2024-03-04 08:00\nbad,7,reached,x\n',
        'deals.csv': 'Client,Made\n7,2024-03-04 10:00\n7,2024-03-04 13:00\n8,2024-03-04 10:00\n',
      },
      execute,
    );
    expect(given.map(({ command }) => (command.type === 'VoidCall' ? command.data.reason : ''))).toEqual([
      'c2',
      'none',
      'none',
    ]);
  });

  it('tells how far it has come, up to the last byte', async () => {
    const told: number[] = [];
    const { execute } = recorder();
    const texts = { 'mapping.yaml': clients, 'clients.csv': 'Id,Name,Since\n7,Anna,2024-03-04 10:00\n' };
    await run(texts, execute, { onProgress: ({ share }) => told.push(share) });
    expect(told.at(-1)).toBe(1);
  });

  it('passes on a fault of the store, after what was under way', async () => {
    const texts = { 'mapping.yaml': clients, 'clients.csv': 'Id,Name,Since\n7,Anna,2024-03-04 10:00\n' };
    await expect(run(texts, async () => Promise.reject(new Error('the disk is full')))).rejects.toThrow(
      'the disk is full',
    );
  });
});

describe('an import into a log', () => {
  let company: Company;
  beforeEach(async () => {
    company = await openCompany();
    await furnish(company);
  });
  afterEach(() => company.close());

  const deals = `${head}files:
  - file: deals.csv
    row: $Id
    values:
      at: { timeOf: $Made, format: YYYY-MM-DD HH:mm }
      client: { idOf: [client, $Client] }
      manager: { idOf: [manager, $Seller] }
      product: { idOf: [product, lamp] }
      offer: { idOf: [offer, $Id] }
      line: { idOf: [line, $Id] }
    facts:
      - fact: RegisterManager
        once: $Seller
        at: ${start}
        with: { managerId: $manager, name: $Seller, role: manager }
      - fact: IntroduceProduct
        once: lamp
        at: ${start}
        with: { productId: $product, name: Lamp, category: light }
      - fact: RegisterClient
        once: $Client
        at: ${start}
        with: { clientId: $client, kind: person, name: { text: 'Client {Client}' }, origin: test }
      - fact: MakeOffer
        at: $at
        with:
          offerId: $offer
          clientId: $client
          managerId: $manager
          kind: verbal
          lines: [{ lineId: $line, productId: $product, quantity: 1, unitPrice: { moneyOf: $Sum } }]
      - fact: RecordRefusal
        when: [{ $State: lost }]
        at: $at
        with: { offerId: $offer, managerId: $manager, version: 1, lineIds: [$line], reason: $Reason, statedBy: client }
`;
  const rows = 'Id,Client,Seller,Made,Sum,State,Reason\n';
  const three = `${rows}1,7,Max,2024-03-04 10:00,10,open,\n2,7,Max,2024-03-05 10:00,20,lost,NO_NEED\n3,8,Eva,2024-03-06 10:00,30,lost,RUDE\n`;

  it('keeps what came before a refused fact, and says so', async () => {
    const { result, rejects } = await run({ 'mapping.yaml': deals, 'deals.csv': three }, company.execute);
    expect(result).toMatchObject({ rowsRead: 3, rowsImported: 2, rowsRejected: 1, eventsAlreadyThere: 0 });
    expect(rejects).toMatchObject([
      {
        place: 'deals.csv:4',
        fact: 'RecordRefusal',
        code: 'REASON_NOT_DEFINED',
        rule: 2,
        given: ['RegisterManager', 'IntroduceProduct', 'RegisterClient', 'MakeOffer'],
        details: { reason: 'RUDE' },
      },
    ]);
  });

  it('again appends nothing, and after mending only what is missing', async () => {
    const texts = { 'mapping.yaml': deals, 'deals.csv': three };
    const first = await run(texts, company.execute);
    const second = await run(texts, company.execute);
    expect(second.result).toMatchObject({ eventsAppended: 0, eventsAlreadyThere: first.result.eventsAppended });
    expect(second.rejects).toEqual(first.rejects);
    const mended = await run({ ...texts, 'deals.csv': three.replace('RUDE', 'BAD_SERVICE') }, company.execute);
    expect(mended.result).toMatchObject({ rowsRejected: 0, eventsAppended: 1 });
  });

  it('again asks the log before it decides anew, once it has seen that its facts are there', async () => {
    const many = rows + Array.from({ length: 60 }, (_, n) => `${n},7,Max,2024-03-04 10:00,10,lost,NO_NEED\n`).join('');
    const texts = { 'mapping.yaml': deals, 'deals.csv': many };
    const { result } = await run(texts, company.execute);
    const appends = jest.spyOn(company.store, 'append');
    const again = await run(texts, company.execute, { rowsInFlight: 4 });
    expect(again.result.eventsAlreadyThere).toBe(result.eventsAppended);
    expect(appends.mock.calls.length).toBeLessThan(8);
  });

  it('rewrites no history: a row that tells something else now is rejected', async () => {
    await run({ 'mapping.yaml': deals, 'deals.csv': three }, company.execute);
    const { rejects } = await run(
      { 'mapping.yaml': deals, 'deals.csv': three.replace(',10,open', ',11,open') },
      company.execute,
    );
    expect(rejects).toMatchObject([{ code: 'ROW_CHANGED', place: 'deals.csv:2' }, { code: 'REASON_NOT_DEFINED' }]);
  });

  it('that was interrupted goes on', async () => {
    const many =
      rows + Array.from({ length: 60 }, (_, n) => `${n},${n % 7},Max,2024-03-04 10:00,10,lost,NO_NEED\n`).join('');
    const texts = { 'mapping.yaml': deals, 'deals.csv': many };
    const stop = new AbortController();
    let left = 40;
    const cut = await run(
      texts,
      async (command, envelope) => {
        if ((left -= 1) === 0) stop.abort();
        return company.execute(command, envelope);
      },
      { signal: stop.signal, rowsInFlight: 4 },
    );
    expect(cut.result.interrupted).toBe(true);
    expect(cut.result.rowsRead).toBeLessThan(60);
    const rest = await run(texts, company.execute);
    expect(rest.result).toMatchObject({
      rowsImported: 60,
      rowsRejected: 0,
      eventsAlreadyThere: cut.result.eventsAppended,
    });
    const again = await run(texts, company.execute);
    expect(again.result).toMatchObject({
      eventsAppended: 0,
      eventsAlreadyThere: cut.result.eventsAppended + rest.result.eventsAppended,
    });
  });

  it('tried on a dry run gives the same counts and writes nothing', async () => {
    const texts = { 'mapping.yaml': deals, 'deals.csv': three };
    const dryRun = async () => {
      const own = openSqliteEventStore({ file: '' });
      const streams = dryRunStore(company.store, await company.store.head(), own);
      const tried = await run(
        texts,
        executorOver(streams, company.vault, () => NOON),
      );
      await own.close();
      return tried;
    };
    const before = await company.types();
    const tried = await dryRun();
    expect(await company.types()).toEqual(before);
    const real = await run(texts, company.execute);
    expect({ ...tried.result, seconds: 0 }).toEqual({ ...real.result, seconds: 0 });
    expect(tried.rejects).toEqual(real.rejects);
    const over = await dryRun();
    expect(over.result).toMatchObject({ eventsAppended: 0, eventsAlreadyThere: real.result.eventsAppended });
  });
});
