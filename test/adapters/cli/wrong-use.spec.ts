import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildProgram, letopis } from '../../support/processes';

const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
beforeAll(() => {
  mkdirSync(inFolder.LETOPIS_DATA);
  buildProgram();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const inFolder = { LETOPIS_DATA: join(folder, 'empty'), LETOPIS_SAMPLE: 'no' };

describe('what is asked wrongly', () => {
  it.each([
    ['nonsense', `unknown command 'nonsense'`],
    ['report nonsense', `unknown command 'nonsense'`],
    ['report refusals --form 2024-01-01', `unknown option '--form'\n(Did you mean --from?)`],
    ['report refusals --from yesterday', '--from: expected a day as 2024-06-21'],
    ['report refusals --by colour', 'Allowed choices are reason'],
    ['report refusals --limit many', '--limit: expected a whole number'],
    ['report refusals --limit 1001', '--limit: expected a whole number from 1 to 1000'],
    ['report refusals --from 2024-05-06 --to 2024-05-06', 'to is the day after the last day'],
    [
      'report refusals --manager Nobody',
      '--manager: expected a manager by his id, by the id in the system he came from, or by a name that no other has',
    ],
    ['replay --client Nobody', '--client: a client by our id'],
    ['replay --actor manager:Nobody', '--actor: a manager by his id'],
    ['replay --about nobody', '--about: no event of the log names nobody'],
    ['export --actor import:nothing', '--actor: nothing in the log was done by import:nothing'],
    ['replay --stream offer-none', '--stream: there is no stream offer-none'],
    ['export --from 2024-05-02 --to 2024-05-01', '--to must come after --from'],
    ['report refusals --as-of yesterday', '--as-of is "yesterday": give a day (2024-06-21)'],
    ['report refusals --as-of 2999-01-01', '--as-of is "2999-01-01", which lies ahead: give a moment up to now (20'],
    ['report client-history --client x --at 2999-01-01T10:00', 'or a day up to today'],
    ['replay --from 2999-01-01', '--from is "2999-01-01", which lies ahead'],
    ['report client-history', `required option '--client <text>' not specified`],
    ['report refusals --zone Mars/Olympus', 'the zone "Mars/Olympus" is not known'],
    ['replay --from 2024-13-01', '--from is "2024-13-01": give a day'],
    ['replay --limit many', 'it must be a whole number above 0'],
    ['replay --types OfferRefused', 'there is no event type OfferRefused; did you mean'],
    ['export --limit 0', 'it must be a whole number above 0'],
    ['rebuild horoscope', 'there is no read model horoscope: name one of campaigns'],
    ['rebuild --throttle fast', 'it must be a whole number above 0'],
    ['verify horoscope', 'there is no read model horoscope: name one of campaigns'],
    ['simulate --events -1', 'it must be a whole number above 0'],
    ['simulate --end-at soon', '--end-at is "soon": give a day'],
    ['import', `missing required argument 'mapping'`],
    ['import no-such.yaml .', 'no-such.yaml'],
  ])('%s: exit code 2, and what to do', async (line, told) => {
    const { code, out, err } = await letopis(line.split(' '), inFolder);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    [{ LETOPIS_PORT: 'http' }, 'LETOPIS_PORT or --port is "http": it must be a whole number from 0 to 65535'],
    [{ LETOPIS_HOST: '0.0.0.0' }, 'it listens only on this machine'],
    [{ LETOPIS_ZONE: 'Berlin' }, 'the zone "Berlin" is not known'],
  ])('%j: exit code 2, and what to do', async (environment, told) => {
    const { code, err } = await letopis(['serve'], { ...inFolder, ...environment });
    expect(code).toBe(2);
    expect(err).toContain(told);
  });

  it('says what there is when nothing is asked', async () => {
    const { code, err } = await letopis([], inFolder);
    expect(code).toBe(2);
    expect(err).toContain('Usage: letopis');
  });
});

describe('a store that is away', () => {
  const verbs = [
    'report refusals',
    'replay',
    'export',
    'rebuild',
    'verify',
    'projections',
    'simulate',
    'traces',
    'serve',
  ];

  it.each(verbs)('%s: exit code 3 for a file that is no store', async (line) => {
    const data = join(folder, `corrupt ${line}`);
    mkdirSync(data);
    writeFileSync(join(data, 'events.sqlite'), 'this was a database once, and somebody wrote into it '.repeat(200));
    const { code, out, err } = await letopis(line.split(' '), { LETOPIS_DATA: data });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('events.sqlite');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('is told from a folder that is not there: a reader makes none', async () => {
    const missing = join(folder, 'mising');
    const { code, err } = await letopis(['report', 'refusals', '--from', '2024-01-01', '--to', '2024-02-01'], {
      LETOPIS_DATA: missing,
    });
    expect(code).toBe(2);
    expect(err).toContain(`there is no data folder ${missing}: name the right one with --data or LETOPIS_DATA`);
    expect(existsSync(missing)).toBe(false);
  });

  it('is told from a folder that can not be made', async () => {
    writeFileSync(join(folder, 'a file'), '');
    const environment = { LETOPIS_DATA: join(folder, 'a file', 'data'), LETOPIS_SAMPLE: 'no' };
    const { code, err } = await letopis(['serve'], environment);
    expect(code).toBe(2);
    expect(err).toContain("can't be made: name another one with --data or LETOPIS_DATA");
  });
});

describe('--version', () => {
  it('is that of package.json', async () => {
    const { version }: { version: string } = JSON.parse(
      readFileSync(resolve(__dirname, '../../../package.json'), 'utf8'),
    );
    expect(await letopis(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('--help', () => {
  const verbs = [
    '',
    'serve',
    'report',
    'replay',
    'export',
    'rebuild',
    'verify',
    'projections',
    'import',
    'simulate',
    'traces',
  ];

  it.each(verbs)('letopis %s --help gives examples', async (verb) => {
    const { code, out, err } = await letopis([verb, '--help'].filter(Boolean));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Examples?:\n {2}\S*.*letopis/);
  });
});
