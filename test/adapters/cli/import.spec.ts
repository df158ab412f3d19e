import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, letopis, withoutProgress } from '../../support/processes';

const mapping = `
source: old-crm
zone: Europe/Berlin
currency: EUR
files:
  - file: clients.csv
    csv: { delimiter: ';' }
    row: $No
    facts:
      - fact: RegisterClient
        at: { timeOf: $Since, format: DD.MM.YYYY, daytime: '09:00' }
        with:
          clientId: { idOf: [client, $No] }
          kind: person
          name: $Name
          origin: old CRM
          externalId: { source: old-crm, id: $No }
  - file: calls.csv
    csv: { delimiter: ';' }
    row: $Call
    facts:
      - fact: RegisterManager
        once: $Who
        at: { timeOf: 2024-01-01, format: YYYY-MM-DD, daytime: '00:00' }
        with: { managerId: { idOf: [manager, $Who] }, name: $Who, role: manager }
      - fact: LogCall
        at: { timeOf: $At, format: DD.MM.YYYY HH:mm }
        with:
          callId: { idOf: [call, $Call] }
          clientId: { idOf: [client, $Client] }
          managerId: { idOf: [manager, $Who] }
          direction: out
          durationSeconds: 60
          result: reached
`;

interface Result {
  readonly rowsRead: number;
  readonly rowsImported: number;
  readonly rowsRejected: number;
  readonly eventsAppended: number;
  readonly eventsAlreadyThere: number;
}

const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
const files = join(folder, 'mapping.yaml');
const environment = { LETOPIS_DATA: join(folder, 'data') };
/** It ends with 1 where a row was rejected. */
const importing = async (...more: readonly string[]): Promise<Result> => {
  const { code, out, err } = await letopis(['import', files, folder, '--json', ...more], environment);
  const result = JSON.parse(out) as Result;
  expect({ code, err: withoutProgress(err) }).toEqual({ code: result.rowsRejected > 0 ? 1 : 0, err: '' });
  return result;
};
const exported = async (): Promise<readonly string[]> =>
  (await letopis(['export'], environment)).out.split('\n').filter((line) => line !== '');

beforeAll(() => {
  buildProgram();
  writeFileSync(files, mapping);
  writeFileSync(join(folder, 'clients.csv'), 'No;Name;Since\n7;Anna Weber;03.01.2024\n8;Berta Klein;15.02.2024\n');
  writeFileSync(
    join(folder, 'calls.csv'),
    'Call;Client;Who;At\n1;7;Max;04.03.2024 10:15\n2;8;Max;05.03.2024 09:00\n3;9;Max;05.03.2024 09:30\n',
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('import', () => {
  it('ends with 1 where not one row is as it was, or more are changed than allowed', async () => {
    const data = { LETOPIS_DATA: join(folder, 'moved') };
    const sales = join(folder, 'sales.yaml');
    const withZone = (zone: string, name: string): void => {
      writeFileSync(sales, mapping.replace('Europe/Berlin', zone).split('  - file: calls.csv')[0] ?? '');
      writeFileSync(join(folder, 'clients.csv'), `No;Name;Since\n7;${name};03.01.2024\n8;Berta Klein;15.02.2024\n`);
    };
    const codeOf = async (...more: readonly string[]): Promise<number | null> =>
      (await letopis(['import', sales, folder, '--json', ...more], data)).code;
    withZone('Europe/Berlin', 'Anna Weber');
    expect(await codeOf()).toBe(0);
    // Digests of the log were taken with it: no service ran yet.
    const { out } = await letopis(['verify', '--json'], data);
    expect(JSON.parse(out)).toMatchObject({ sections: { log: [{ outcome: 'equal' }] } });
    withZone('Europe/Berlin', 'Anna Wolf');
    expect([await codeOf(), await codeOf('--allow-changes', '0')]).toEqual([0, 1]);
    withZone('America/New_York', 'Anna Weber');
    expect([await codeOf(), await codeOf('--allow-changes', '2')]).toEqual([1, 0]);
    withZone('Europe/Berlin', 'Anna Weber');
  });

  it('counts in a dry run what it would do, and writes nothing', async () => {
    expect(await importing('--dry-run')).toMatchObject({ rowsRead: 5, rowsImported: 4, rowsRejected: 1 });
    expect(await exported()).toEqual([]);
  });

  it('brings rows in as history, dated to when they happened, and says which it did not take and why', async () => {
    expect(await importing()).toMatchObject({ rowsRead: 5, rowsImported: 4, rowsRejected: 1, eventsAppended: 7 });
    const calls = (await exported()).filter((line) => line.includes('CallLogged'));
    expect(calls).toHaveLength(2);
    expect(JSON.parse(calls[0] ?? '')).toMatchObject({
      occurredAt: '2024-03-04T09:15:00.000Z',
      metadata: { actor: { kind: 'import' }, source: 'import' },
    });
    const rejects = join(environment.LETOPIS_DATA, 'rejects.jsonl');
    expect(existsSync(rejects)).toBe(true);
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({ code: 'CLIENT_UNKNOWN' });
  });

  it('adds nothing the second time, and what is missing when there is more', async () => {
    const log = await exported();
    expect(await importing()).toMatchObject({ rowsImported: 4, eventsAppended: 0, eventsAlreadyThere: 7 });
    expect(await exported()).toEqual(log);
    writeFileSync(
      join(folder, 'clients.csv'),
      'No;Name;Since\n7;Anna Weber;03.01.2024\n8;Berta Klein;15.02.2024\n9;Carla Ost;01.03.2024\n',
    );
    expect(await importing()).toMatchObject({ rowsImported: 6, rowsRejected: 0, eventsAppended: 3 });
  });

  it('ends well for a job that allows as many rejected rows as there were, and not for one that allows fewer', async () => {
    const more = ['--data', join(folder, 'other'), '--json'];
    writeFileSync(
      join(folder, 'calls.csv'),
      'Call;Client;Who;At\n1;7;Max;04.03.2024 10:15\n3;9;Max;soon\n4;9;Max;never\n',
    );
    const codeWith = async (allowed: string): Promise<number | null> =>
      (await letopis(['import', files, folder, ...more, '--allow-rejects', allowed])).code;
    expect(await codeWith('1')).toBe(1);
    expect(await codeWith('2')).toBe(0);
    expect(await codeWith('few')).toBe(2);
  });

  it('can be asked for by the id of the source', async () => {
    const { out } = await letopis(['report', 'client-history', '--client', '9', '--json'], environment);
    expect(JSON.parse(out)).toMatchObject({ sections: { client: [{ name: 'Carla Ost', externalSource: 'old-crm' }] } });
  });

  it.each([
    ['--about', (id: string) => `${id.slice(0, -1)}x`, (id: string) => id],
    ['--stream', (id: string) => `client-${id.slice(0, -1)}x`, (id: string) => `client-${id}`],
    ['--actor', () => 'import:old-crn', () => 'import:old-crm'],
  ])('is found by no %s with a slip, and the right one is named', async (option, asked, meant) => {
    const registered = (await exported()).find((line) => line.includes('ClientRegistered')) ?? '';
    const { data } = JSON.parse(registered) as { data: { clientId: string } };
    const { code, out, err } = await letopis(['replay', option, asked(data.clientId)], environment);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`did you mean ${meant(data.clientId)}`);
  });

  it('refuses a mapping that is wrong, naming the place', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, mapping.replace('fact: LogCall', 'fact: LogCalls'));
    const { code, err } = await letopis(['import', wrong, folder], environment);
    expect(code).toBe(2);
    expect(err).toMatch(/wrong\.yaml.*LogCalls/s);
  });

  it.each([
    ['a workbook', 'PK\u0003\u0004\u0014\u0000', 'calls.csv is a workbook'],
    ['bytes that are no text', Buffer.from([0x43, 0xe9, 0x0a]), 'calls.csv:1 this line is no text in utf-8'],
  ])('refuses %s in one sentence, with the line of the mapping', async (_, content, sentence) => {
    writeFileSync(join(folder, 'calls.csv'), content);
    const { code, err } = await letopis(['import', files, folder], environment);
    expect(code).toBe(2);
    expect(err).toContain(`mapping.yaml:18: ${sentence}`);
  });
});
