import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Random, type NonEmpty } from '../../src/application/sample-company/random';

/** How many rows the three files of a made-up school get. */
export interface SchoolSize {
  readonly contacts: number;
  readonly calls: number;
  readonly deals: number;
}

type Row = readonly (string | number)[];

const callers: NonEmpty<string> = ['Owner 1', 'Owner 2', 'Owner 3', 'Owner 4', 'Owner 5', 'Owner 6', 'Owner 7'];
const courses: NonEmpty<string> = ['Course A', 'Course B', 'Course C', 'Course D'];
const callResults: NonEmpty<string> = [
  'Attended Dialled',
  'Attended Dialled',
  'Unattended Dialled',
  'Received',
  'Missed',
];
const reasons: NonEmpty<string> = [
  "Doesn't Answer",
  'Changed Decision',
  'Expensive',
  'Duplicate',
  'Invalid number',
  'Went to Rivals',
];
const START = Date.UTC(2023, 6, 1);
const MINUTES_IN_ALL = 350 * 24 * 60;

const twoDigits = (number: number): string => String(number).padStart(2, '0');
const moment = (minute: number): Date => new Date(START + minute * 60_000);
const germanDay = (at: Date): string =>
  `${twoDigits(at.getUTCDate())}.${twoDigits(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`;
const germanTime = (at: Date): string =>
  `${germanDay(at)} ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;
const isoTime = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/** Rows are told in the order of their time, as exports mostly are. */
const minuteOf = (n: number, count: number): number => Math.floor((n / count) * MINUTES_IN_ALL);

function* contacts({ contacts: count }: SchoolSize, random: Random): Generator<Row> {
  yield ['Id', 'Contact Owner Name', 'Created Time'];
  for (let n = 0; n < count; n += 1) yield [`c${n}`, random.pick(callers), germanTime(moment(minuteOf(n, count)))];
}

function* calls({ contacts: clients, calls: count }: SchoolSize, random: Random): Generator<Row> {
  yield [
    'Id',
    'Call Start Time',
    'Call Owner Name',
    'CONTACTID',
    'Call Type',
    'Call Duration (in seconds)',
    'Call Status',
  ];
  for (let n = 0; n < count; n += 1) {
    const status = random.pick(callResults);
    const type = status === 'Received' ? 'Inbound' : status === 'Missed' ? 'Missed' : 'Outbound';
    const at = isoTime(moment(minuteOf(n, count) + 1));
    yield [`k${n}`, at, random.pick(callers), `c${random.whole(0, clients - 1)}`, type, random.whole(0, 899), status];
  }
}

function* deals({ contacts: clients, deals: count }: SchoolSize, random: Random): Generator<Row> {
  yield [
    'Id',
    'Deal Owner Name',
    'Closing Date',
    'Stage',
    'Lost Reason',
    'Source',
    'Product',
    'Created Time',
    'Initial Amount Paid',
    'Offer Total Amount',
    'Contact Name',
  ];
  for (let n = 0; n < count; n += 1) {
    const created = moment(minuteOf(n, count));
    const isWon = random.whole(1, 18) === 1;
    const isLost = !isWon && random.chance(0.8);
    const closing = isWon || isLost ? germanDay(new Date(created.getTime() + random.whole(0, 29) * 86_400_000)) : '';
    const [stage, reason] = [
      isWon ? 'Payment Done' : isLost ? 'Lost' : 'Call Delayed',
      isLost ? random.pick(reasons) : '',
    ];
    const [paid, price] = isWon ? [1_000, 4_000 + random.whole(0, 69) * 100] : ['', ''];
    const product = random.pick(courses);
    const client = `c${random.whole(0, clients - 1)}`;
    yield [
      `d${n}`,
      random.pick(callers),
      closing,
      stage,
      reason,
      'Web',
      product,
      germanTime(created),
      paid,
      price,
      client,
    ];
  }
}

const write = async (path: string, rows: Iterable<Row>): Promise<void> => {
  const file = createWriteStream(path);
  for (const row of rows) if (!file.write(`${row.join(',')}\n`)) await once(file, 'drain');
  file.end();
  await finished(file);
};

/** Writes the files that examples/it-school/mapping.yaml reads: made up, and the same each time. */
export const writeSchool = async (folder: string, size: SchoolSize): Promise<void> => {
  const random = new Random(1);
  await write(join(folder, 'contacts.csv'), contacts(size, random));
  await write(join(folder, 'calls.csv.gz'), calls(size, random));
  await write(join(folder, 'deals.csv'), deals(size, random));
};
