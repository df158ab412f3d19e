/** How far a task has come. `share` is 0 to 1 where it is known. */
export interface ShownProgress {
  readonly what: string;
  readonly done: number;
  readonly share?: number | undefined;
}

const SHOWN_AFTER_MILLISECONDS = 1_000;
const TERMINAL_REFRESH_MILLISECONDS = 250;
const FILE_REFRESH_MILLISECONDS = 5_000;

const timeLeft = (share: number | undefined, elapsed: number): string => {
  if (share === undefined || share <= 0) return '';
  return `, ${Math.ceil(((elapsed / share) * (1 - share)) / 1_000)} s left`;
};

/** Aborted by the first Ctrl-C: the work then stops in good order. */
export const interruptSignal = (): AbortSignal => {
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  return interrupted.signal;
};

/**
 * Shows progress with rate and time left on standard error, once a task takes over a second: one line that is overwritten
 * on a terminal, a line every few seconds in a file.
 */
export class ProgressLine {
  private readonly startedAt = performance.now();
  private shownAt = 0;
  private isShown = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  show({ what, done, share }: ShownProgress): void {
    const now = performance.now();
    const elapsed = now - this.startedAt;
    const every = this.stream.isTTY ? TERMINAL_REFRESH_MILLISECONDS : FILE_REFRESH_MILLISECONDS;
    if (elapsed < SHOWN_AFTER_MILLISECONDS || now - this.shownAt < every) return;
    this.shownAt = now;
    this.isShown = true;
    const rate = Math.round(done / (elapsed / 1_000)).toLocaleString('en');
    const percent = share === undefined ? '' : ` (${Math.floor(share * 100)} %)`;
    this.write(`${what}: ${done.toLocaleString('en')}${percent}, ${rate}/s${timeLeft(share, elapsed)}`);
  }

  /** The same, as work tells it that counts what it has done. */
  showing(what: string): (done: number, share?: number) => void {
    return (done, share) => {
      this.show({ what, done, share });
    };
  }

  /** Clears the line on a terminal. */
  end(): void {
    if (this.isShown && this.stream.isTTY) this.stream.write('\r\u001B[K');
  }

  private write(line: string): void {
    this.stream.write(this.stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  }
}

/** Does work that shows its progress on a line, which is gone afterwards. */
export const withProgressLine = async <Result>(work: (line: ProgressLine) => Promise<Result>): Promise<Result> => {
  const line = new ProgressLine();
  try {
    return await work(line);
  } finally {
    line.end();
  }
};
