import { parentPort, workerData } from 'node:worker_threads';
import { Reports } from '../../adapters/http/questions/ask-report';
import { asProblem } from '../../adapters/http/protocol/problem-filter';
import type { Letopis } from '../../application/core';
import { Directory } from '../../application/finding/directory';
import { configFrom } from '../../config/config';
import { questionsBesideReports } from '../../read-models';
import { openLetopis } from '../open-core';
import type { QuestionReply, QuestionThreadMessage, ThreadQuestion } from './question-threads';

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

const open = new Map<number, AbortController>();

const answerOfReports = (reports: Reports, question: ThreadQuestion, signal: AbortSignal): Promise<unknown> => {
  if (question.method === 'duplicatesOf') return reports.duplicatesOf(question.clientId);
  const { report, query } = question;
  return question.method === 'write'
    ? reports.write(report, query, question.form, signal)
    : reports[question.method](report, query, signal);
};

const answer = async (number: number, question: ThreadQuestion): Promise<void> => {
  const gone = new AbortController();
  open.set(number, gone);
  try {
    const { reports } = await opened();
    reply({ number, answer: await answerOfReports(reports, question, gone.signal) });
  } catch (error) {
    const { status, members, headers } = asProblem(error);
    const fault = error instanceof Error ? error.stack : String(error);
    reply({ number, problem: { status, members, headers }, ...(status === 500 && { fault }) });
  } finally {
    open.delete(number);
  }
};

/** The stores, where they are open. */
const openedStores = (): Promise<AnsweringStores | undefined> | undefined => opening?.catch(() => undefined);

const end = async (): Promise<void> => {
  const stores = await openedStores();
  await stores?.letopis.close();
  parentPort?.close();
};

/** Whether this is the thread that finds: its index goes on with the log from then on. */
let isFinder = false;

/** A log that is away now is read with the next question. */
const fillIndex = async (): Promise<void> => {
  isFinder = true;
  const stores = await openedStores();
  await stores?.directory.follow().catch(() => undefined);
};

const moved = async (): Promise<void> => {
  const stores = await openedStores();
  stores?.letopis.projector.committed();
  if (isFinder) await fillIndex();
};

const errands = { fill: fillIndex, moved, end } as const;

parentPort?.on('message', (message: QuestionThreadMessage) => {
  if (message.kind === 'question') void answer(message.number, message.question);
  else if (message.kind === 'gone') open.get(message.number)?.abort();
  else void errands[message.kind]();
});

// The first question need not wait for the stores; a failure now is that of the first question.
void opened().catch(() => undefined);
