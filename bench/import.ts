import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csvFiles } from '../src/adapters/csv/import-files';
import { importFiles } from '../src/application/import/run/import-files';
import { install } from '../src/application/executing/installation';
import { readConfig } from '../src/config/config';
import { openLetopis } from '../src/composition/open-core';
import { writeSchool } from './support/school';
import { isSmoke, measure, sized, type Subject } from './support/measure';

const mappingFile = join(__dirname, '..', 'examples', 'it-school', 'mapping.yaml');

/** Imports the files of a folder into a new company, then once more; gives the events a second of the first time. */
const importOf = async (files: string, folder: string): Promise<number> => {
  const data = join(folder, 'data');
  const letopis = await openLetopis(readConfig({ LETOPIS_DATA: data }), { creates: true, importing: true });
  await install(letopis, 'Europe/Berlin');
  const asked = { mappingFile, folder: files, rejectsFile: join(folder, 'rejects.jsonl') };
  const processor = process.cpuUsage();
  const first = await importFiles(asked, { files: csvFiles, execute: letopis.execute });
  const { user, system } = process.cpuUsage(processor);
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const again = await importFiles(asked, { files: csvFiles, execute: letopis.execute });
  await letopis.close();
  if (again.eventsAppended > 0) throw new Error(`importing again appended ${again.eventsAppended} events`);
  console.error(
    `${first.rowsRead} rows, ${first.eventsAppended} events in ${first.seconds.toFixed(1)} s ` +
      `(${Math.round(first.rowsRead / first.seconds)} rows/s, ${((user + system) / 1e6).toFixed(1)} s of processor), ` +
      `peak ${mebibytes} MiB; the same files again in ${again.seconds.toFixed(1)} s`,
  );
  return first.eventsAppended / first.seconds;
};

/** `LETOPIS_BENCH_IT_SCHOOL`: the folder of the real files, imported too. */
const run = async (): Promise<void> => {
  const made = join(process.env['LETOPIS_BENCH_FOLDER'] ?? '.', 'school');
  mkdirSync(made, { recursive: true });
  await writeSchool(made, { contacts: sized(20_000), calls: sized(100_000), deals: sized(25_000) });
  const real = process.env['LETOPIS_BENCH_IT_SCHOOL'];
  const subjects: Subject[] = [{ name: 'a made-up school', run: (folder) => importOf(made, folder) }];
  if (real !== undefined && !isSmoke) subjects.push({ name: 'it-school', run: (folder) => importOf(real, folder) });
  await measure({
    name: 'import of a school’s contacts, calls and deals into a new company',
    unit: 'events/s',
    subjects,
    targets: [],
    // The whole of it-school, 189,102 events, in 20 seconds.
    absolutes: subjects.map(({ name }) => ({ of: name, atLeast: 9_456 })),
  });
};

void run();
