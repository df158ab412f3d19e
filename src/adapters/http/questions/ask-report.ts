import type { LikelyDuplicate } from '../../../application/finding/directory';
import { pastAsked, withPast, type PastMoment } from '../../../application/asking/as-of';
import type { FieldProblem } from '../../../application/commands/read-fields';
import { writtenAs, type FileForm, type WrittenAnswer } from '../../../application/forms/written';
import { askTables } from '../../../application/asking/ask-tables';
import { askEdition, editionFor, type EditionName } from '../../../application/asking/editions';
import { shownToAsker } from '../../../application/asking/explanation-columns';
import { GROUNDS_A_PAGE } from '../../../application/asking/explain';
import type { AskedFigure } from '../../../application/asking/find-figure';
import type { ReadStore } from '../../../application/projecting/read-store';
import { notesOnPast } from '../../../application/asking/notes-on-past';
import { notesOnStanding } from '../../../application/projecting/standing';
import type { Zone } from '../../../domain/shared/values';
import type { Answer, Report } from '../../../read-models/kit/report';
import {
  pastValue,
  positionValue,
  queryOf,
  textValue,
  wholeValue,
  type RequestValues,
} from '../protocol/request-values';
import { askDiff } from './ask-diff';
import { badParameters, bothPasts, editionValue, momentOfPosition, type QuestionPorts } from './report-questions';
import type { AskReports } from '../protocol/ports';
import { notAvailable } from '../protocol/problem';

/** How long a question waits for the read models to reach `atLeast`. */
const LONGEST_WAIT_MILLISECONDS = 5_000;
/** A question about the past may replay the log: few at once, so that the present stays quick. */
const PAST_QUESTIONS_AT_ONCE = 2;

interface Time {
  readonly edition: EditionName | undefined;
  readonly atLeast: bigint | undefined;
  readonly past: PastMoment | undefined;
}

interface ReportQuestion {
  readonly report: Report;
  /** The figure that is to be explained, instead of an answer. */
  readonly figure: AskedFigure | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
  /** The one that is asked for alone. */
  readonly section: string | undefined;
  /** Whether the answer is to say which of its figures can be explained. */
  readonly namesFigures: boolean;
  /** For which moment it is asked; the present, or the past that is looked at, where it is left out. */
  readonly at: string | undefined;
}

/** Times that can't be asked of together. */
const timeProblems = ({ edition, ...times }: Readonly<Record<string, unknown>>): readonly FieldProblem[] => {
  const { position, recordedAt } = times;
  const alone: FieldProblem = {
    path: 'parameter edition',
    problem: 'wrong',
    expected: 'it alone: an edition is asked of now',
  };
  const isTimed = Object.values(times).some((time) => time !== undefined);
  return [
    ...(position !== undefined && recordedAt !== undefined ? [bothPasts] : []),
    ...(edition !== undefined && isTimed ? [alone] : []),
  ];
};

const readFigure = (values: RequestValues): AskedFigure | undefined => {
  const figure = values.read(textValue('explain'));
  const row = values.read(textValue('row'));
  const skipped = values.read(wholeValue('skipped', 0, 1_000_000_000)) ?? 0;
  if (figure === undefined && row !== undefined)
    values.errors.push({ path: 'parameter row', problem: 'wrong', expected: 'the row of a figure: with explain' });
  return figure === undefined ? undefined : { figure, row: row ?? '', skipped, limit: GROUNDS_A_PAGE };
};

const readTime = (
  query: unknown,
  present: { readonly now: string; readonly zone: Zone },
): Time & Omit<ReportQuestion, 'report' | 'namesFigures'> => {
  const values = queryOf(query);
  const atLeast = values.read(positionValue('atLeast'));
  const position = values.read(positionValue('asOfPosition'));
  const recordedAt = values.read(pastValue('asOf', present));
  const at = values.read(pastValue('at', present));
  const edition = values.read(editionValue);
  const section = values.read(textValue('section'));
  const figure = readFigure(values);
  values.errors.push(...timeProblems({ atLeast, position, recordedAt, at, edition, explain: figure }));
  values.throwErrors();
  const past = pastAsked({ position, recordedAt, at }, present.now);
  return { atLeast, raw: values.rest, at, figure, edition, section, past };
};

/** Asks reports: of now, or as the log stood then. */
export class Reports implements AskReports {
  private pastQuestions = 0;

  constructor(private readonly ports: QuestionPorts) {}

  /**
   * Throws a Problem: 400 for parameters that are not as expected, 503 where `atLeast` is not reached in time; and
   * StoreError `not-serving` where a read model stopped, or is not filled yet.
   */
  ask(name: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    return this.answerTo(name, query, signal, true);
  }

  async write(name: string, query: unknown, form: FileForm, signal: AbortSignal): Promise<WrittenAnswer> {
    const answer = await this.answerTo(name, query, signal, false);
    const isExplained = queryOf(query).read(textValue('explain')) !== undefined;
    return writtenAs(form, { ...shownToAsker(this.reportNamed(name), isExplained), ...answer, zone: this.ports.zone });
  }

  /** How two editions answer a report, and what explains the difference. Throws as `ask`. */
  diff(name: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    return this.oneOfFew(() => askDiff(this.ports, this.reportNamed(name), query, signal));
  }

  duplicatesOf(clientId: string): Promise<readonly LikelyDuplicate[]> {
    return this.ports.directory.likelyDuplicatesOf(clientId);
  }

  private async answerTo(name: string, query: unknown, signal: AbortSignal, namesFigures: boolean): Promise<Answer> {
    const report = this.reportNamed(name);
    const { atLeast, past, edition, ...asked } = readTime(query, {
      now: new Date().toISOString(),
      zone: this.ports.zone,
    });
    const question = { report, ...asked, namesFigures };
    if (edition !== undefined && edition !== 'live') return this.askOfEdition(question, edition);
    if (past) return this.askPast(question, past, signal);
    const { projector, readStore } = this.ports;
    const side = { ...this.ports.past, store: readStore };
    const isReached =
      atLeast === undefined || (await projector.waitFor(atLeast, report.reads, LONGEST_WAIT_MILLISECONDS));
    const standing = await notesOnStanding(side, report.reads);
    if (!isReached) throw notAvailable(`${report.reads.join(', ')} did not reach position ${atLeast} yet`);
    const answer = await this.answer(question, readStore, new Date().toISOString());
    return { ...answer, notes: [...standing, ...answer.notes] };
  }

  private reportNamed(name: string): Report {
    const report = this.ports.reports.find((known) => known.name === name);
    if (report) return report;
    throw new TypeError(`there is no report ${name}`);
  }

  private async askOfEdition({ report, raw, section }: ReportQuestion, edition: EditionName): Promise<Answer> {
    const { vault, zone, past, readStore } = this.ports;
    const side = { ...past, store: readStore };
    const chosen = await editionFor(side, report, edition);
    const answered = await askEdition(side, chosen, (db) =>
      askTables({ ...side, vault, zone }, { report, raw, section, db, at: new Date().toISOString() }),
    );
    if ('problems' in answered) throw badParameters(report, answered.problems);
    return { ...answered.answer, notes: [...chosen.notes, ...answered.answer.notes] };
  }

  private async askPast(question: ReportQuestion, past: PastMoment, signal: AbortSignal): Promise<Answer> {
    return this.oneOfFew(async () => {
      const at = await this.momentOf(past);
      const side = { ...this.ports.past, store: this.ports.readStore };
      const answer = await withPast(
        side,
        question.report,
        past,
        (store) => this.answer(question, store, at, past),
        signal,
      );
      return { ...answer, notes: [...(await notesOnPast(side.log, past)), ...answer.notes] };
    });
  }

  private async oneOfFew(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.pastQuestions >= PAST_QUESTIONS_AT_ONCE)
      throw notAvailable('Other questions about the past are being answered; retry in a few seconds', 5);
    this.pastQuestions += 1;
    try {
      return await ask();
    } finally {
      this.pastQuestions -= 1;
    }
  }

  private async answer(
    question: ReportQuestion,
    store: Pick<ReadStore, 'db' | 'generations'>,
    now: string,
    asOfPast?: PastMoment,
  ): Promise<Answer> {
    const { report, raw, section, namesFigures, figure, at = now } = question;
    const { vault, zone, past, readStore, directory } = this.ports;
    const answered = await askTables(
      { ...past, store: readStore, vault, zone, find: directory.find },
      { report, raw, section, namesFigures, db: store.db, at },
      figure && { figure, past: asOfPast, store },
    );
    if ('problems' in answered) throw badParameters(report, answered.problems);
    return answered.answer;
  }

  private momentOf(past: PastMoment): string | Promise<string> {
    if ('position' in past) return momentOfPosition(this.ports, past.position);
    return 'recordedAt' in past ? past.recordedAt : (past.at ?? new Date().toISOString());
  }
}
