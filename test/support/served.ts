import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { startLetopis, type Environment } from './processes';

/** `letopis serve` in a process of its own, which may be ended and started again under the same address. */
export class Served {
  readonly environment: Environment;
  readonly address: string;
  /** What it said on standard error, in all its lives. */
  said = '';
  private service: ReturnType<typeof startLetopis> | undefined;

  /** An empty store of `environment` stays empty. */
  constructor(port: number, environment: Environment) {
    this.address = `http://127.0.0.1:${port}`;
    this.environment = { LETOPIS_PORT: String(port), LETOPIS_SAMPLE: 'no', ...environment };
  }

  get pid(): number | undefined {
    return this.service?.pid;
  }

  start(): void {
    const service = startLetopis(['serve'], this.environment);
    service.stdout.resume();
    service.stderr.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    this.service = service;
  }

  /** Gives its exit code; null where the signal ended it, or where it had ended before. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { service } = this;
    if (!service || service.exitCode !== null || service.signalCode !== null) return null;
    const exited = once(service, 'exit');
    service.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }

  /** The first answer of that status. Throws where the service ends before. */
  async until(path: string, status: number) {
    for (;;) {
      const answer = await this.get(path).catch(() => undefined);
      if (answer?.status === status) return answer;
      if (this.service?.exitCode !== null) throw new Error(`the service ended: ${this.said}`);
      await pause(30);
    }
  }

  async get(path: string) {
    const answer = await fetch(`${this.address}${path}`);
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
  }

  async post(path: string, body: object, key: string) {
    const answer = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Posted };
  }
}

export interface Posted {
  readonly position: string;
  readonly events: readonly { readonly id: string }[];
}
