import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AskReports } from '../../adapters/http/ports';
import { Problem } from '../../adapters/http/problem';
import type { Config } from '../../config/config';
import type { Answer } from '../../read-models/report';

/** What a thread is told: a question, that nobody waits for its answer any more, that read models moved, to end. */
export type QuestionRequest =
  | { readonly kind: 'ask'; readonly number: number; readonly report: string; readonly query: unknown }
  | { readonly kind: 'gone'; readonly number: number }
  | { readonly kind: 'moved' }
  | { readonly kind: 'end' };

/** The answer to a question, or why there is none; `fault` has the trace of an error that nobody expected. */
export interface QuestionReply {
  readonly number: number;
  readonly answer?: Answer;
  readonly problem?: Pick<Problem, 'status' | 'members' | 'headers'>;
  readonly fault?: string | undefined;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const QUESTION_THREAD_FILE = join(__dirname, `question-thread${extname(__filename)}`);

/** One for a long question, one for those that come meanwhile. */
const MOST_QUESTION_THREADS = 2;

const errorOf = ({ problem, fault }: QuestionReply): Error => {
  if (fault !== undefined) return Object.assign(new Error('a question failed'), { stack: fault });
  return problem
    ? new Problem(problem.status, problem.members, problem.headers)
    : new Error('a question has no answer');
};

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

  ask(report: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    const number = (this.numbered += 1);
    const gone = (): void => {
      this.tell({ kind: 'gone', number });
    };
    signal.addEventListener('abort', gone);
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.tell({ kind: 'ask', number, report, query });
    }).finally(() => {
      signal.removeEventListener('abort', gone);
    });
  }

  tell(request: QuestionRequest): void {
    this.worker.postMessage(request);
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    this.tell({ kind: 'end' });
    await ended;
  }

  private settle(message: QuestionReply): void {
    const asked = this.waiting.get(message.number);
    this.waiting.delete(message.number);
    if (message.answer) asked?.resolve(message.answer);
    else asked?.reject(errorOf(message));
  }
}

/**
 * Answers reports in threads: adding up millions of rows takes a second or more, and commands must not wait for that. A
 * thread that dies takes its questions with it; the next question starts another one.
 */
export class QuestionThreads implements AskReports {
  private readonly threads: QuestionThread[] = [];

  constructor(
    private readonly config: Pick<Config, 'source'>,
    private readonly file = QUESTION_THREAD_FILE,
  ) {}

  /** Opens the first one, so that the first question does not wait for it. */
  start(): void {
    this.least();
  }

  ask(report: string, query: unknown, signal: AbortSignal): Promise<Answer> {
    return this.least().ask(report, query, signal);
  }

  /** The read models were committed in another thread: whoever waits for a position looks again. */
  moved(): void {
    for (const thread of this.threads) thread.tell({ kind: 'moved' });
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
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
