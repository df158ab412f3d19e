import { parentPort, workerData } from 'node:worker_threads';
import { Reports } from '../../adapters/http/questions/ask-report';
import { asProblem } from '../../adapters/http/protocol/problem-filter';
import type { Letopis } from '../../application/core';
import { Directory } from '../../application/finding/directory';
import { configFrom } from '../../config/config';
import { questionsBesideReports } from '../../read-models';
import { openLetopis } from '../open-core';
import type { QuestionReply, QuestionRequest } from './question-threads';

/** The entry point of a thread that answers questions, with stores of its own, until it is told to end. */
const reply = (message: QuestionReply): void => parentPort?.postMessage(message);

// `QuestionThreads` alone starts this file, with the configuration as text.
const config = configFrom(String(workerData));
interface AnsweringStores {
  readonly letopis: Letopis;
  readonly directory: Directory;
  readonly reports: Reports;
}

const openStores = async (): Promise<AnsweringStores> => {
  const letopis = await openLetopis(config);
  const { store, readStore, projector, side, vault, zone } = letopis;
  const directory = new Directory({ ...side, vault, zone });
  const asked = { eventStore: store, readStore, projector, past: side, vault, zone, directory };
  return {
    letopis,
    directory,
    reports: new Reports({ ...asked, reports: [...letopis.readModels.reports, ...questionsBesideReports] }),
  };
};

let opening: Promise<AnsweringStores> | undefined;

/** Opens the stores, and after a failure again at the next question: a store may be back by then. */
const opened = (): Promise<AnsweringStores> => {
  opening ??= openStores().catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
};

const replyOfFailure = (error: unknown): Pick<QuestionReply, 'problem' | 'fault'> => {
  const { status, members, headers } = asProblem(error);
  const fault = error instanceof Error ? error.stack : String(error);
  return { problem: { status, members, headers }, ...(status === 500 && { fault }) };
};

const open = new Map<number, AbortController>();

type Question = Extract<QuestionRequest, { kind: 'ask' | 'diff' | 'write' }>;

const replyToQuestion = async (question: Question, signal: AbortSignal): Promise<Partial<QuestionReply>> => {
  const { reports } = await opened();
  const { report, query } = question;
  return question.kind === 'write'
    ? { written: await reports.write(report, query, question.form, signal) }
    : { answer: await reports[question.kind](report, query, signal) };
};

const answer = async (question: Question): Promise<void> => {
  const { number } = question;
  const gone = new AbortController();
  open.set(number, gone);
  try {
    reply({ number, ...(await replyToQuestion(question, gone.signal)) });
  } catch (error) {
    reply({ number, ...replyOfFailure(error) });
  } finally {
    open.delete(number);
  }
};

const end = async (): Promise<void> => {
  const stores = await opening?.catch(() => undefined);
  await stores?.letopis.close();
  parentPort?.close();
};

const duplicates = async ({ clientId, number }: Extract<QuestionRequest, { kind: 'duplicates' }>): Promise<void> => {
  try {
    const stores = await opened();
    reply({ number, duplicates: await stores.reports.duplicatesOf(clientId) });
  } catch (error) {
    reply({ number, ...replyOfFailure(error) });
  }
};

/** Whether this is the thread that finds: its index goes on with the log from then on. */
let isFinder = false;

/** A log that is away now is read with the next question. */
const fillIndex = async (): Promise<void> => {
  isFinder = true;
  const stores = await opening?.catch(() => undefined);
  await stores?.directory.follow().catch(() => undefined);
};

const moved = async (): Promise<void> => {
  const stores = await opening?.catch(() => undefined);
  stores?.letopis.projector.committed();
  if (isFinder) await fillIndex();
};

parentPort?.on('message', (request: QuestionRequest) => {
  if ('query' in request) void answer(request);
  else if (request.kind === 'duplicates') void duplicates(request);
  else if (request.kind === 'fill') void fillIndex();
  else if (request.kind === 'gone') open.get(request.number)?.abort();
  else if (request.kind === 'moved') void moved();
  else void end();
});

// The first question need not wait for the stores; a failure now is that of the first question.
void opened().catch(() => undefined);
