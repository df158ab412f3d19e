import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AskReports } from '../../adapters/http/protocol/ports';
import { Problem } from '../../adapters/http/protocol/problem';
import type { LikelyDuplicate } from '../../application/finding/directory';
import type { FileForm, WrittenAnswer } from '../../application/forms/written';
import type { Config } from '../../config/config';
import type { Id } from '../../domain/shared/values';
import type { Answer } from '../../read-models/kit/report';

/** What is asked in a thread: the method of `AskReports` of this name answers it there. */
export type ThreadQuestion =
  | { readonly method: 'ask' | 'diff'; readonly report: string; readonly query: unknown }
  | { readonly method: 'write'; readonly report: string; readonly query: unknown; readonly form: FileForm }
  | { readonly method: 'duplicatesOf'; readonly clientId: Id };

/** What a thread is told. */
export type QuestionThreadMessage =
  | { readonly kind: 'question'; readonly number: number; readonly question: ThreadQuestion }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'gone'; readonly number: number }
  /** To fill the index by which is found, before anybody asks; that read models moved; to end. */
  | { readonly kind: 'fill' | 'moved' | 'end' };

/** The answer to a question, or why there is none; `fault` has the trace of an error that nobody expected. */
export type QuestionReply = { readonly number: number } & (
  | { readonly answer: unknown }
  | { readonly problem: Pick<Problem, 'status' | 'members' | 'headers'>; readonly fault?: string | undefined }
);

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const QUESTION_THREAD_FILE = join(__dirname, `question-thread${extname(__filename)}`);

/** One for a long question, one for those that come meanwhile. */
const MOST_QUESTION_THREADS = 2;

const errorOf = ({ problem, fault }: Extract<QuestionReply, { readonly problem: unknown }>): Error =>
  fault === undefined
    ? new Problem(problem.status, problem.members, problem.headers)
    : Object.assign(new Error('a question failed'), { stack: fault });

/** A thread that answers questions. */
class QuestionThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private numbered = 0;

  constructor(file: string, source: string, onEnd: (ended: QuestionThread) => void) {
    this.worker = new Worker(file, { workerData: source });
    this.worker.on('message', (message: QuestionReply) => {
      this.settle(message);
    });
    const fail = (error: Error): void => {
      onEnd(this);
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    };
    this.worker.once('error', fail);
    this.worker.once('exit', (code) => {
      fail(new Error(`a thread for questions ended with ${code}`));
    });
  }

  get load(): number {
    return this.waiting.size;
  }

  /** What the thread answers. It is told when nobody waits for that any more. */
  async answerTo<Answered>(question: ThreadQuestion, signal?: AbortSignal): Promise<Answered> {
    const number = (this.numbered += 1);
    const gone = (): void => {
      this.tell({ kind: 'gone', number });
    };
    signal?.addEventListener('abort', gone);
    try {
      const answer = await new Promise((resolve, reject) => {
        this.waiting.set(number, { resolve, reject });
        this.tell({ kind: 'question', number, question });
      });
      // What the method that the question names gives in the thread.
      return answer as Answered;
    } finally {
      signal?.removeEventListener('abort', gone);
    }
  }

  tell(message: QuestionThreadMessage): void {
    this.worker.postMessage(message);
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    this.tell({ kind: 'end' });
    await ended;
  }

  private settle(reply: QuestionReply): void {
    const asked = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if ('answer' in reply) asked?.resolve(reply.answer);
    else asked?.reject(errorOf(reply));
  }
}

/**
 * Answers reports in threads: adding up millions of rows takes a second or more, and commands must not wait for that. What
 * is found by names is asked of one thread more, which alone holds the index of them: a long report never stands before a
 * search. A thread that dies takes its questions with it; the next question starts another one.
 */
export class QuestionThreads implements AskReports {
  private readonly threads: QuestionThread[] = [];
  private finder: QuestionThread | undefined;

  constructor(
    private readonly config: Pick<Config, 'source'>,
    /** The questions that the index is needed for. */
    private readonly finding: ReadonlySet<string>,
    private readonly file = QUESTION_THREAD_FILE,
  ) {}

  /** Opens the first one and the one that finds, so that the first question waits for neither. */
  start(): void {
    this.least();
    this.theFinder().tell({ kind: 'fill' });
  }

  ask(report: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    return this.threadFor(report).answerTo({ method: 'ask', report, query }, signal);
  }

  diff(report: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    return this.threadFor(report).answerTo({ method: 'diff', report, query }, signal);
  }

  write(report: string, query: unknown, form: FileForm, signal: AbortSignal): Promise<WrittenAnswer> {
    return this.threadFor(report).answerTo({ method: 'write', report, query, form }, signal);
  }

  duplicatesOf(clientId: Id): Promise<readonly LikelyDuplicate[]> {
    return this.theFinder().answerTo({ method: 'duplicatesOf', clientId });
  }

  /** The read models were committed in another thread: callers who wait for a position look again. */
  moved(): void {
    for (const thread of this.all()) thread.tell({ kind: 'moved' });
  }

  async end(): Promise<void> {
    await Promise.all(this.all().map((thread) => thread.end()));
  }

  private all(): readonly QuestionThread[] {
    return this.finder ? [...this.threads, this.finder] : this.threads;
  }

  private threadFor(report: string): QuestionThread {
    return this.finding.has(report) ? this.theFinder() : this.least();
  }

  private theFinder(): QuestionThread {
    return (this.finder ??= new QuestionThread(this.file, this.config.source.reveal(), () => {
      this.finder = undefined;
    }));
  }

  /** The thread with the fewest questions; a new one where all are busy and there may be more. */
  private least(): QuestionThread {
    const [best] = this.threads.toSorted((one, other) => one.load - other.load);
    const isEnough = this.threads.length >= Math.min(MOST_QUESTION_THREADS, availableParallelism());
    if (best && (best.load === 0 || isEnough)) return best;
    const thread = new QuestionThread(this.file, this.config.source.reveal(), (ended) => {
      const place = this.threads.indexOf(ended);
      if (place >= 0) this.threads.splice(place, 1);
    });
    this.threads.push(thread);
    return thread;
  }
}
