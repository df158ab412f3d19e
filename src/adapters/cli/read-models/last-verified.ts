import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Letopis } from '../../../application/core';
import type { LogVerified, NotedDigest } from '../../../application/verifying/verify-log';
import type { Moment } from '../../../domain/shared/values';

/** A digest to hold the log against: what the last verify that found nothing noted, or a person gives. */
export interface LastVerified {
  /** When it was noted; undefined where a person gives it. */
  readonly at: Moment | undefined;
  readonly log: NotedDigest;
}

const fileIn = (folder: string): string => join(folder, 'last-verified.json');

const textOfNote = (folder: string): string | undefined => {
  try {
    return readFileSync(fileIn(folder), 'utf8');
  } catch {
    return undefined;
  }
};

/** Undefined before the first one, and where the file is none of ours. */
export const lastVerified = (folder: string): LastVerified | undefined => {
  const text = textOfNote(folder);
  const [, at, position, digest] =
    /^\{"at":"([^"]+)","position":"(\d+)","digest":"([\w-]{43})"\}\n$/.exec(text ?? '') ?? [];
  return at === undefined || position === undefined || digest === undefined
    ? undefined
    : { at, log: { position: BigInt(position), digest } };
};

/** Notes up to where the log is right; a log of which no digest was kept until now has none to note. */
export const noteVerified = ({ folder, clock }: Letopis, { comparedUntil, digest }: LogVerified): void => {
  if (comparedUntil === undefined || digest === undefined) return;
  const file = fileIn(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify({ at: clock(), position: String(comparedUntil), digest })}\n`);
  renameSync(`${file}.new`, file);
};
