/** Prints as JSON what the published validator of OpenAPI, an ES module alone, finds wrong with the document in a file. */
import { Validator } from '@seriousme/openapi-schema-validator';

const { valid, errors } = await new Validator().validate(process.argv[2]);
console.log(JSON.stringify(valid ? [] : errors));
