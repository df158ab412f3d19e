import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { rowSchema } from '../../src/adapters/http/questions/row-schemas';
import type { AnswerSections } from '../../src/read-models/kit/answer-columns';
import type { Answer } from '../../src/read-models/kit/report';

const ajv = addFormats(new Ajv({ allErrors: true, strict: false }));

/** What is in an answer and was not declared, or not so: of each section the first row of the kind. */
export const faultsOf = (columns: AnswerSections, { sections }: Pick<Answer, 'sections'>): readonly unknown[] =>
  Object.entries(sections).flatMap(([section, rows]): unknown[] => {
    const declared = columns[section];
    if (!declared) return [`${section} is not declared`];
    const isRight = ajv.compile({ ...rowSchema(declared), additionalProperties: false });
    const row = rows.find((each) => !isRight(each));
    const errors = isRight.errors?.map(({ instancePath, message = '' }) => `${instancePath} ${message}`.trim());
    return row ? [{ section, row, errors }] : [];
  });
