/**
 * What a read model outside of this program is written with (`import … from 'letopis'`): tables and their columns, the
 * trace of a row, reports and their parameters. See docs/own-read-model.md.
 */
export {
  code,
  day,
  decimal,
  flag,
  id,
  integer,
  json,
  moment,
  money,
  optional,
  personalText,
  position,
  real,
  table,
  text,
  type Projection,
  type RowOfTable,
} from './projection';
export {
  defineOwnReport as defineReport,
  limitParameter,
  namingParameter,
  optionalChoice,
  optionalParameter,
  type Report,
} from './report';
export { begunBy, goneOn, ofStream, onceIn, traceColumns } from './trace';
export { isWithin, windowOf, windowParameters } from './window';
export { sql } from 'kysely';
