import type { FieldProblem } from '../../../application/commands/read-fields';
import type { Rejection } from '../../../domain/shared/decider';

/** Beside the members of RFC 9457, what a program needs to go on. */
export interface ProblemMembers {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly code?: string;
  readonly rule?: number;
  readonly next?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stream?: string;
  readonly currentRevision?: number;
  readonly eventId?: string;
}

const titles = {
  400: 'The request is not as it must be',
  403: 'This request may not come from another site',
  404: 'There is no such thing',
  405: 'This address takes another method',
  409: 'A rule refuses it',
  412: 'It was changed in the meantime',
  413: 'The request is too large',
  414: 'The address is too long',
  415: 'The body must be application/json in UTF-8',
  421: 'This host name is not served here',
  422: 'The Idempotency-Key was used for another request',
  431: 'The headers are too large',
  500: 'Letopis failed',
  503: 'Not available at the moment',
} as const;

export type ProblemStatus = keyof typeof titles;

export const isProblemStatus = (status: number): status is ProblemStatus => Object.hasOwn(titles, status);

/** An answer that says why not, as application/problem+json (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: ProblemStatus,
    readonly members: ProblemMembers = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(members.detail ?? titles[status]);
    this.name = 'Problem';
  }

  get content(): object {
    return {
      type: `urn:letopis:problem:${this.members.code ?? this.status}`,
      title: titles[this.status],
      status: this.status,
      ...this.members,
    };
  }

  get body(): string {
    return JSON.stringify(this.content);
  }
}

const MOST_ERRORS_NAMED = 50;

export const invalid = (errors: readonly FieldProblem[]): Problem => {
  const named = errors.slice(0, MOST_ERRORS_NAMED);
  const more = errors.length - named.length;
  const count = `${errors.length} ${errors.length === 1 ? 'field is' : 'fields are'} not as expected`;
  return new Problem(400, {
    detail: more > 0 ? `${count}; the first ${named.length} are named` : count,
    errors: named,
  });
};

export const rejectionProblem = ({ code, rule, kind, message, next, details }: Rejection): Problem =>
  new Problem(kind === 'unknown' ? 404 : 409, { detail: message, code, rule, next, details });

/** Not now: ask again after so many seconds. */
export const notAvailable = (detail: string, seconds = 1): Problem =>
  new Problem(503, { detail }, { 'retry-after': String(seconds) });
