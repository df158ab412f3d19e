import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerReport } from '../../src/application/asking/answer-report';
import { asOf, type PastMoment } from '../../src/application/asking/as-of';
import type { StoredEvent } from '../../src/application/log/event-store';
import type { Envelope, Executed } from '../../src/application/executing/execution';
import { derivedId } from '../../src/application/log/ids';
import type { Letopis } from '../../src/application/core';
import { eventsAtOf } from '../../src/application/asking/events-at';
import { readingWith, unseal } from '../../src/application/log/personal-data';
import { ensureReadModels } from '../../src/application/rebuilding/rebuild';
import { readConfig } from '../../src/config/config';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../src/domain/catalogue';
import { openLetopis } from '../../src/composition/open-core';
import { reports } from '../../src/read-models';
import { furnish } from './company';
import { id } from './specify';

/** A cell as a reader sees it: personal text is opened, or says that it is erased. */
export type Shown = Readonly<Record<string, unknown>>;
export type Sections = Readonly<Record<string, readonly Shown[]>>;

/** The whole core on files of its own: commands go in, reports come out, and the clock is the test's. */
export interface Core {
  readonly letopis: Letopis;
  readonly folder: string;
  /** Sets the clock: of the rules, of the log and of the reports. */
  at(moment: string): void;
  ask<Type extends CommandType>(type: Type, data: CommandCatalogue[Type], given?: Partial<Envelope>): Promise<Executed>;
  /** As `ask`; a test that is refused here fails with the rule's sentence. */
  has<Type extends CommandType>(
    type: Type,
    data: CommandCatalogue[Type],
    given?: Partial<Envelope>,
  ): Promise<Extract<Executed, { outcome: 'accepted' }>>;
  /** The sections of a report, of read models that have caught up; or as they stood, with nothing recorded later. */
  report(name: string, asked?: Shown, past?: PastMoment): Promise<Sections>;
  upToDate(): Promise<void>;
  events(): Promise<readonly StoredEvent[]>;
  types(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const reportNamed = (name: string) => {
  const report = reports.find((each) => each.name === name);
  if (!report) throw new Error(`there is no report ${name}`);
  return report;
};

/**
 * A company furnished on 2024-01-01 (see `furnish`; or an empty log), in a folder that goes with it; its read models where
 * `readStore` says, as LETOPIS_READ_STORE does.
 */
export const openCore = async ({
  furnished = true,
  readStore,
}: { readonly furnished?: boolean; readonly readStore?: string } = {}): Promise<Core> => {
  const folder = mkdtempSync(join(tmpdir(), 'letopis-'));
  let now = '2024-01-01T09:00:00.000Z';
  let commands = 0;
  const environment = { LETOPIS_DATA: folder, LETOPIS_ZONE: 'Europe/Berlin' };
  const config = readConfig({ ...environment, ...(readStore !== undefined && { LETOPIS_READ_STORE: readStore }) });
  const letopis = await openLetopis(config, {
    clock: () => now,
    replaceable: true,
  });
  const { store, side, vault, execute } = letopis;

  const ask = async (type: CommandType, data: unknown, envelope: Partial<Envelope> = {}): Promise<Executed> =>
    execute({ type, data } as DomainCommand, {
      commandId: derivedId(`command ${(commands += 1)}`),
      actor: { kind: 'manager', id: id('manager') },
      source: 'api',
      zone: 'Europe/Berlin',
      ...envelope,
    });

  const events = async (): Promise<readonly StoredEvent[]> => {
    const all: StoredEvent[] = [];
    for await (const page of store.readAll({})) all.push(...page);
    return all;
  };

  await (
    await ensureReadModels(side)
  ).done;
  const upToDate = () => letopis.projector.catchUp();

  const core: Core = {
    letopis,
    folder,
    at: (moment) => {
      now = moment;
    },
    ask,
    has: async (type, data, envelope) => {
      const executed = await ask(type, data, envelope);
      if (executed.outcome === 'accepted') return executed;
      throw new Error(`${type} was not accepted: ${JSON.stringify(executed)}`);
    },
    report: async (name, asked = {}, past) => {
      const report = reportNamed(name);
      if (!past) await upToDate();
      const readStore = past ? await asOf(side, report, past) : letopis.readStore;
      const at = past && 'recordedAt' in past ? past.recordedAt : now;
      try {
        const context = { at, zone: letopis.zone, ...readingWith(vault), eventsAt: eventsAtOf(side) };
        const answered = await answerReport({ report, raw: asked, store: readStore, context });
        if ('answer' in answered) return unseal(answered.answer.sections, vault);
        throw new Error(JSON.stringify(answered.problems));
      } finally {
        if (past) await readStore.close();
      }
    },
    upToDate,
    events,
    types: async () => (await events()).map(({ type }) => type),
    close: async () => {
      await letopis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (furnished)
    await furnish({ ...core, store, vault, execute, has: (...asked) => core.has(...asked).then(() => undefined) });
  return core;
};

/** The one row of a section that has these values. */
export const rowOf = (sections: Sections, section: string, values: Shown): Shown | undefined => {
  const rows = (sections[section] ?? []).filter((row) =>
    Object.entries(values).every(([name, value]) => row[name] === value),
  );
  if (rows.length > 1) throw new Error(`${section} has ${rows.length} rows with ${JSON.stringify(values)}`);
  return rows[0];
};
