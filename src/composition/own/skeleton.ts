import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file with which a new read model begins: it counts calls by manager and day, and can be changed from there. */
const SKELETON = `import { begunBy, goneOn, ofStream, traceColumns, table, code, day, flag, id, integer, moment } from 'letopis';
import { defineReport, isWithin, windowOf, windowParameters } from 'letopis';

const rows = table('OWN_TABLE', 'Calls of each manager', {
  columns: {
    callId: id('The call'),
    managerId: id('Who called or was called'),
    at: moment('When'),
    day: day('The day in UTC'),
    result: code('reached, no_answer, busy, voicemail, declined, missed'),
    seconds: integer('How long; 0 where nobody knows'),
    voided: flag('1: it was voided'),
    ...traceColumns,
  },
  key: ['callId'],
  trace: ofStream('call', 'callId'),
});

/** Raise the version with every change of tables or arms. */
export const projection = {
  name: 'OWN_NAME',
  version: 1,
  description: 'Calls of each manager',
  tables: [rows],
  on: {
    CallLogged: (event) => {
      const { callId, managerId, result, durationSeconds } = event.data;
      const at = event.occurredAt;
      const seconds = durationSeconds ?? 0;
      return [rows.insert({ callId, managerId, at, day: at.slice(0, 10), result, seconds, voided: 0, ...begunBy(event) })];
    },
    CallVoided: (event) => [rows.patch([event.data.callId], (row) => goneOn(row, event, { voided: 1 }))],
  },
};

export const report = defineReport({
  name: 'OWN_NAME',
  description: 'How often each manager called',
  parameters: windowParameters,
  reads: ['OWN_NAME'],
  answer: async (db, parameters, context) => {
    const managers = await db
      .selectFrom('OWN_TABLE')
      .where('voided', '=', 0)
      .where(isWithin('at', windowOf(parameters, context)))
      .select(({ fn }) => ['managerId', fn.countAll().as('calls'), fn.sum('seconds').as('seconds')])
      .groupBy('managerId')
      .orderBy('managerId')
      .execute();
    return { sections: { managers }, notes: [] };
  },
});
`;

/** Writes the file of a new read model; gives its name. Undefined where it is there already: nothing is overwritten. */
export const writeSkeleton = (folder: string, name: string): string | undefined => {
  const file = join(folder, `${name}.js`);
  if (existsSync(file)) return undefined;
  mkdirSync(folder, { recursive: true });
  const text = SKELETON.replaceAll('OWN_NAME', name).replaceAll('OWN_TABLE', name.replaceAll('-', '_'));
  writeFileSync(file, text, { flag: 'wx' });
  return file;
};
