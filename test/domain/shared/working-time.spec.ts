import fc from 'fast-check';
import type { Calendar } from '../../../src/domain/shared/facts';
import { localDay } from '../../../src/domain/shared/time';
import { addWorkingMinutes, workingMinutesBetween } from '../../../src/domain/shared/working-time';

const weekdays = (opens: string, closes: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens, closes }));
const everyDay = (opens: string, closes: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }));

const calendarOf = (given: Partial<Calendar> = {}): Calendar => ({
  version: 1,
  effectiveFrom: '2000-01-01T00:00:00.000Z',
  zone: 'Europe/Berlin',
  hours: weekdays('09:00', '17:00'),
  holidays: [],
  ...given,
});

const office = calendarOf();

describe('a local day', () => {
  it.each([
    ['2024-05-06T21:59:59.999Z', 'Europe/Berlin', '2024-05-06'],
    ['2024-05-06T22:00:00.000Z', 'Europe/Berlin', '2024-05-07'],
    ['2024-03-31T22:00:00.000Z', 'Europe/Berlin', '2024-04-01'],
    ['2024-03-30T22:59:59.999Z', 'Europe/Berlin', '2024-03-30'],
    ['2024-10-27T22:59:59.999Z', 'Europe/Berlin', '2024-10-27'],
    ['2024-05-06T18:29:59.000Z', 'Asia/Kolkata', '2024-05-06'],
    ['2024-05-06T18:30:00.000Z', 'Asia/Kolkata', '2024-05-07'],
    ['2011-12-30T09:59:59.000Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
    ['1969-12-31T23:30:00.000Z', 'UTC', '1969-12-31'],
    ['2024-05-06T23:30:00.000Z', 'No/Such_Zone', '2024-05-06'],
  ])('at %s in %s is %s', (moment, zone, day) => {
    expect(localDay(moment, zone)).toBe(day);
  });

  it('is the one that the platform knows, at any moment', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo'];
    const platform = new Map(
      zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })]),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('1980-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (zone, date) => {
          expect(localDay(date.toISOString(), zone)).toBe(platform.get(zone)!.format(date));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('working minutes', () => {
  it('count inside the hours only', () => {
    expect(workingMinutesBetween(office, '2024-05-06T06:00:00.000Z', '2024-05-06T08:00:00.000Z')).toBe(60);
    expect(workingMinutesBetween(office, '2024-05-06T15:00:00.000Z', '2024-05-07T07:30:00.000Z')).toBe(30);
  });

  it('stand still over a weekend and a holiday', () => {
    const withHoliday = calendarOf({ holidays: ['2024-05-06'] });
    expect(workingMinutesBetween(office, '2024-05-03T14:30:00.000Z', '2024-05-06T07:15:00.000Z')).toBe(45);
    expect(workingMinutesBetween(withHoliday, '2024-05-03T14:30:00.000Z', '2024-05-06T23:00:00.000Z')).toBe(30);
    expect(addWorkingMinutes(withHoliday, '2024-05-03T14:30:00.000Z', 45)).toBe('2024-05-07T07:15:00.000Z');
  });

  it('count several windows a day, and none twice where they overlap', () => {
    const split = calendarOf({ hours: [...weekdays('14:00', '18:00'), ...weekdays('09:00', '12:00')] });
    const overlapping = calendarOf({ hours: [...weekdays('09:00', '13:00'), ...weekdays('12:00', '17:00')] });
    expect(workingMinutesBetween(split, '2024-05-06T00:00:00.000Z', '2024-05-07T00:00:00.000Z')).toBe(420);
    expect(addWorkingMinutes(split, '2024-05-06T09:30:00.000Z', 60)).toBe('2024-05-06T12:30:00.000Z');
    expect(workingMinutesBetween(overlapping, '2024-05-06T00:00:00.000Z', '2024-05-07T00:00:00.000Z')).toBe(480);
  });

  it('end with the hours: the last minute of a day is reached at closing, not at the next opening', () => {
    expect(addWorkingMinutes(office, '2024-05-06T14:00:00.000Z', 60)).toBe('2024-05-06T15:00:00.000Z');
    expect(addWorkingMinutes(office, '2024-05-06T14:00:00.001Z', 60)).toBe('2024-05-07T07:00:00.001Z');
  });

  it('are 0 backwards, and 0 minutes later is the same moment', () => {
    expect(workingMinutesBetween(office, '2024-05-06T09:00:00.000Z', '2024-05-06T08:00:00.000Z')).toBe(0);
    expect(addWorkingMinutes(office, '2024-05-05T09:00:00.000Z', 0)).toBe('2024-05-05T09:00:00.000Z');
  });

  describe('on days when clocks change', () => {
    const nights = calendarOf({ hours: everyDay('01:00', '05:00') });
    const roundTheClock = calendarOf({ hours: everyDay('00:00', '24:00') });

    it('are an hour less in spring and an hour more in autumn', () => {
      expect(workingMinutesBetween(nights, '2024-03-30T12:00:00.000Z', '2024-03-31T12:00:00.000Z')).toBe(180);
      expect(workingMinutesBetween(nights, '2024-10-26T12:00:00.000Z', '2024-10-27T12:00:00.000Z')).toBe(300);
      expect(workingMinutesBetween(roundTheClock, '2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z')).toBe(1380);
      expect(workingMinutesBetween(roundTheClock, '2024-10-26T22:00:00.000Z', '2024-10-27T23:00:00.000Z')).toBe(1500);
    });

    it('open with the change where it skips the opening, and count a repeated closing time once', () => {
      const skipped = calendarOf({ hours: everyDay('02:30', '04:00') });
      const within = calendarOf({ hours: everyDay('02:00', '02:45') });
      const repeated = calendarOf({ hours: everyDay('01:00', '02:30') });
      expect(workingMinutesBetween(skipped, '2024-03-31T00:00:00.000Z', '2024-03-31T12:00:00.000Z')).toBe(60);
      expect(workingMinutesBetween(within, '2024-03-31T00:00:00.000Z', '2024-03-31T12:00:00.000Z')).toBe(0);
      expect(workingMinutesBetween(repeated, '2024-10-26T22:00:00.000Z', '2024-10-27T12:00:00.000Z')).toBe(90);
    });

    it('are none on a day that a zone leaves out', () => {
      const apia = calendarOf({ zone: 'Pacific/Apia', hours: everyDay('09:00', '17:00') });
      expect(workingMinutesBetween(apia, '2011-12-29T10:00:00.000Z', '2011-12-31T10:00:00.000Z')).toBe(960);
    });
  });

  describe('under a calendar without hours', () => {
    const closed = calendarOf({ hours: [] });
    it('are none, and a deadline never comes', () => {
      expect(workingMinutesBetween(closed, '2024-01-01T00:00:00.000Z', '2024-12-31T00:00:00.000Z')).toBe(0);
      expect(addWorkingMinutes(closed, '2024-01-01T00:00:00.000Z', 1)).toBe('9999-12-31T23:59:59.999Z');
    });
  });
});

describe('working time, whatever the calendar', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const moments = fc
    .date({ min: new Date('2023-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const calendars = fc
    .record({
      zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'),
      hours: fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), opens: time, closes: time }), {
        minLength: 1,
        maxLength: 10,
      }),
      holidays: fc.array(moments.map((moment) => moment.slice(0, 10))),
    })
    .map(calendarOf);
  const openCalendars = calendars.filter(({ hours }) => hours.some(({ opens, closes }) => opens < closes));

  it('adding and measuring are inverse', () => {
    fc.assert(
      fc.property(openCalendars, moments, fc.integer({ min: 0, max: 20_000 }), (calendar, from, minutes) => {
        const to = addWorkingMinutes(calendar, from, minutes);
        fc.pre(to < '9999');
        expect(workingMinutesBetween(calendar, from, to)).toBe(minutes);
        if (minutes === 0) return;
        const justBefore = new Date(Date.parse(to) - 1).toISOString();
        expect(workingMinutesBetween(calendar, from, justBefore)).toBeLessThan(minutes);
      }),
    );
  });

  it('is additive, and adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(openCalendars, fc.tuple(moments, moments, moments), (calendar, three) => {
        const [a, b, c] = [...three].sort() as [string, string, string];
        const between = workingMinutesBetween;
        expect(between(calendar, a, b) + between(calendar, b, c)).toBeCloseTo(between(calendar, a, c), 6);
      }),
    );
    fc.assert(
      fc.property(
        openCalendars,
        moments,
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (calendar, from, one, other) => {
          const atOnce = addWorkingMinutes(calendar, from, one + other);
          // More than twenty years off is never; the second step alone may be nearer than that.
          fc.pre(atOnce < '9999');
          expect(addWorkingMinutes(calendar, addWorkingMinutes(calendar, from, one), other)).toBe(atOnce);
        },
      ),
    );
  });

  it('never counts a minute outside the hours on the local clock', () => {
    const shown = new Map<string, Intl.DateTimeFormat>();
    const clock = (zone: string, at: number) => {
      const format =
        shown.get(zone) ??
        new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          weekday: 'short',
          timeStyle: undefined,
          hour: '2-digit',
          minute: '2-digit',
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
        });
      shown.set(zone, format);
      const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
      const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts['weekday']!) + 1;
      return {
        weekday,
        day: `${parts['year']}-${parts['month']}-${parts['day']}`,
        time: `${parts['hour']}:${parts['minute']}`,
      };
    };
    fc.assert(
      fc.property(openCalendars, moments, (calendar, moment) => {
        const at = Math.floor(Date.parse(moment) / 60_000) * 60_000;
        const counted = workingMinutesBetween(
          calendar,
          new Date(at).toISOString(),
          new Date(at + 60_000).toISOString(),
        );
        const { weekday, day, time: shownTime } = clock(calendar.zone, at);
        const isOpen =
          !calendar.holidays.includes(day) &&
          calendar.hours.some(
            (hours) => hours.weekday === weekday && hours.opens <= shownTime && shownTime < hours.closes,
          );
        // The hour that comes twice belongs to what is open around it, so a minute of it may count though a window closed.
        if (counted > 0 && !isOpen) expect(localDay(moment, calendar.zone)).toMatch(/-(1[01]|0[34])-/);
        else expect(counted).toBe(isOpen ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });
});
