import { localClock, timeFormat } from '../../../../src/application/import/language/local-time';

const momentOf = (text: string, format: string, zone = 'Europe/Berlin') =>
  localClock(zone).moment(timeFormat(format)!.read(text)!);

describe('a local time', () => {
  it('is read in the format that the mapping names', () => {
    expect(momentOf('27.06.2023 11:28', 'DD.MM.YYYY HH:mm')).toBe('2023-06-27T09:28:00.000Z');
    expect(momentOf('2023-12-30 08:43:07', 'YYYY-MM-DD HH:mm:ss')).toBe('2023-12-30T07:43:07.000Z');
    expect(momentOf('2016-01-02 01:00:01.353', 'YYYY-MM-DD HH:mm:ss', 'UTC')).toBe('2016-01-02T01:00:01.000Z');
  });

  it.each(['31.02.2023 10:00', '01.13.2023 10:00', '01.01.2023 24:00', '01.01.2023', 'tomorrow', '2023-01-01 10:00'])(
    '“%s” is none',
    (text) => {
      expect(timeFormat('DD.MM.YYYY HH:mm')!.read(text)).toBeUndefined();
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

  it('needs a format that names a whole day', () => {
    expect(timeFormat('MM.YYYY')).toBeUndefined();
    expect(timeFormat('DD.MM.YYYY')?.hasTime).toBe(false);
  });
});
