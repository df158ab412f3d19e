import type { FromNowOn } from '../shared/facts';
import type { ReasonsEvents } from './events';

export interface ReasonsCommands {
  DefineReason: FromNowOn<ReasonsEvents['ReasonDefined']>;
  RetireReason: FromNowOn<ReasonsEvents['ReasonRetired']>;
  RemapReason: FromNowOn<ReasonsEvents['ReasonRemapped']>;
}
