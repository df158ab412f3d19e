import { localClock } from '../../../../src/application/import/language/local-time';
import { writtenTimeOf, timeFormat } from '../../../../src/application/import/language/written-time';

const read = (text: string, format: string | readonly string[], pivot?: number) => {
  const formats = [format].flat().map((one) => timeFormat(one, pivot));
  return writtenTimeOf(
    formats.filter((one) => 'read' in one),
    text,
  );
};

const momentOf = (text: string, format: string | readonly string[], zone = 'Europe/Berlin', pivot?: number) => {
  const time = read(text, format, pivot);
  if (!time || time === 'ambiguous') return time;
  return time.isUtc ? new Date(time.at).toISOString() : localClock(zone).moment(time.at);
};

describe('a local time', () => {
  it('is read in the format that the mapping names', () => {
    expect(momentOf('27.06.2023 11:28', 'DD.MM.YYYY HH:mm')).toBe('2023-06-27T09:28:00.000Z');
    expect(momentOf('2023-12-30 08:43:07', 'YYYY-MM-DD HH:mm:ss')).toBe('2023-12-30T07:43:07.000Z');
    expect(momentOf('2016-01-02 01:00:01.353', 'YYYY-MM-DD HH:mm:ss', 'UTC')).toBe('2016-01-02T01:00:01.000Z');
  });

  it.each(['31.02.2023 10:00', '01.13.2023 10:00', '01.01.2023 24:00', '01.01.2023', 'tomorrow', '2023-01-01 10:00'])(
    '“%s” is none',
    (text) => {
      expect(read(text, 'DD.MM.YYYY HH:mm')).toBeUndefined();
    },
  );

  it('that the clocks show twice is the first of the two', () => {
    expect(momentOf('2023-10-29 02:30:00', 'YYYY-MM-DD HH:mm:ss')).toBe('2023-10-29T00:30:00.000Z');
    expect(momentOf('2023-10-29 01:59:59', 'YYYY-MM-DD HH:mm:ss')).toBe('2023-10-28T23:59:59.000Z');
    expect(momentOf('2023-10-29 03:00:00', 'YYYY-MM-DD HH:mm:ss')).toBe('2023-10-29T02:00:00.000Z');
  });

  it('that the clocks never show moves on by as much as they did', () => {
    expect(momentOf('2024-03-31 02:30:00', 'YYYY-MM-DD HH:mm:ss')).toBe('2024-03-31T01:30:00.000Z');
    expect(momentOf('2024-03-31 03:00:00', 'YYYY-MM-DD HH:mm:ss')).toBe('2024-03-31T01:00:00.000Z');
    expect(momentOf('2024-03-31 01:59:59', 'YYYY-MM-DD HH:mm:ss')).toBe('2024-03-31T00:59:59.000Z');
  });

  it('is exact on days when the clocks change, west of Greenwich and by half hours too', () => {
    expect(momentOf('2023-11-05 01:30:00', 'YYYY-MM-DD HH:mm:ss', 'America/New_York')).toBe('2023-11-05T05:30:00.000Z');
    expect(momentOf('2024-10-06 02:15:00', 'YYYY-MM-DD HH:mm:ss', 'Australia/Lord_Howe')).toBe(
      '2024-10-05T15:45:00.000Z',
    );
  });

  it('gives its local day and the end of that day', () => {
    const clock = localClock('Europe/Berlin');
    expect(clock.day('2023-06-30T22:30:00.000Z')).toBe('2023-07-01');
    expect(clock.endOfDay('2023-07-01')).toBe('2023-07-01T21:59:59.000Z');
  });

  it.each([
    ['03/04/2024 10:15am', 'MM/DD/YYYY hh:mmA', '2024-03-04T09:15:00.000Z'],
    ['3/5/2024, 1:15\u202fPM', 'MM/DD/YYYY, hh:mm A', '2024-03-05T12:15:00.000Z'],
    ['3/5/2024 12:05 a.m.', 'MM/DD/YYYY hh:mm A', '2024-03-04T23:05:00.000Z'],
    ['04 Mar 2024 10:15', 'DD MMM YYYY HH:mm', '2024-03-04T09:15:00.000Z'],
    ['4. März 2024 10:15', 'DD. MMMM YYYY HH:mm', '2024-03-04T09:15:00.000Z'],
    ['4 марта 2024 10:15', 'DD MMMM YYYY HH:mm', '2024-03-04T09:15:00.000Z'],
    ['12 maja 2024 10:15', 'DD MMMM YYYY HH:mm', '2024-05-12T08:15:00.000Z'],
    ['04/03/24 10:15', 'DD/MM/YY HH:mm', '2024-03-04T09:15:00.000Z'],
    ['45355.427', 'excel', '2024-03-04T09:14:53.000Z'],
    ['1709547300', 'unix', '2024-03-04T10:15:00.000Z'],
    ['1709547300250', 'unix-ms', '2024-03-04T10:15:00.250Z'],
    ['2024-03-04T10:15:00+01:00', 'iso', '2024-03-04T09:15:00.000Z'],
    ['2024-03-04T10:15:00.000Z', 'iso', '2024-03-04T10:15:00.000Z'],
    ['2024-03-04 10:15:00 -0530', 'iso', '2024-03-04T15:45:00.000Z'],
    ['2024-03-04 10:15 UTC', 'YYYY-MM-DD HH:mm Z', '2024-03-04T10:15:00.000Z'],
    ['2024-03-04T10:15Z', 'YYYY-MM-DDTHH:mm[Z]', '2024-03-04T09:15:00.000Z'],
    ['Mon, 4 Mar 2024 10:15', 'ddd, DD MMM YYYY HH:mm', '2024-03-04T09:15:00.000Z'],
    ['20240304T101500Z', 'YYYYMMDDTHHmmssZ', '2024-03-04T10:15:00.000Z'],
    ['2024-03-04T10:15', 'iso', '2024-03-04T09:15:00.000Z'],
    ['2024-03-30T23:30:00.000Z', 'YYYY-MM-DDTHH:mm:ss.000Z', '2024-03-30T23:30:00.000Z'],
  ])('“%s” is read by the format %s', (text, format, moment) => {
    expect(momentOf(text, format, 'Europe/Berlin', 1970)).toBe(moment);
  });

  it('of two digits is of the hundred years from the pivot on', () => {
    expect(momentOf('01.02.69 00:00', 'DD.MM.YY HH:mm', 'UTC', 1970)).toBe('2069-02-01T00:00:00.000Z');
    expect(momentOf('01.02.70 00:00', 'DD.MM.YY HH:mm', 'UTC', 1970)).toBe('1970-02-01T00:00:00.000Z');
    expect(momentOf('01.02.29 00:00', 'DD.MM.YY HH:mm', 'UTC', 1930)).toBe('2029-02-01T00:00:00.000Z');
  });

  it.each([
    ['01.01.0001 0:00:00', 'DD.MM.YYYY HH:mm:ss'],
    ['01.01.0024 0:00:00', 'DD.MM.YYYY HH:mm:ss'],
    ['31.12.1899 0:00:00', 'DD.MM.YYYY HH:mm:ss'],
    ['13:15 PM 01.01.2024', 'hh:mm A DD.MM.YYYY'],
    ['0:15 AM 01.01.2024', 'hh:mm A DD.MM.YYYY'],
    ['4 Foo 2024', 'DD MMM YYYY'],
    ['45', 'excel'],
    ['12', 'unix'],
    ['1709547300', 'unix-ms'],
    ['2024-03-04T10:15:00+25:00', 'iso'],
    ['2024-03-04T10:15:00+01:75', 'iso'],
  ])('“%s” is none in the format %s', (text, format) => {
    expect(read(text, format)).toBeUndefined();
  });

  it('may be written in several formats, if one alone fits', () => {
    const either = ['DD/MM/YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD'];
    expect(momentOf('20/03/2024', either, 'UTC')).toBe('2024-03-20T00:00:00.000Z');
    expect(momentOf('2024-03-20', either, 'UTC')).toBe('2024-03-20T00:00:00.000Z');
    expect(momentOf('04/03/2024', either, 'UTC')).toBe('ambiguous');
    expect(momentOf('03/03/2024', either, 'UTC')).toBe('2024-03-03T00:00:00.000Z');
  });

  it('needs a format that names a whole day, both halves of a 12-hour clock, and a pivot for two digits', () => {
    expect(timeFormat('MM.YYYY')).toMatchObject({ problem: 'names no whole day' });
    expect(timeFormat('DD.MM.YYYY hh:mm')).toMatchObject({ problem: 'is half a 12-hour clock' });
    expect(timeFormat('DD.MM.YYYY HH:mm A')).toMatchObject({ problem: 'is half a 12-hour clock' });
    expect(timeFormat('DD.MM.YY')).toMatchObject({ next: expect.stringContaining('pivot') });
    expect(timeFormat('DD.MM.YYYY')).toMatchObject({ isDay: true });
  });
});
