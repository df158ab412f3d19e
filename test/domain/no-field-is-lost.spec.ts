import { compiledSources, type Edit } from '../support/compiled';

const FIELD = 'addedField';

/** The edit that gives a shape a new optional field, before one of its fields. */
const withField = (file: string, before: string): Edit => ({
  file: `src/domain/${file}`,
  text: before,
  by: `readonly ${FIELD}?: number;\n${before}`,
});

const refusal = withField('shared/intents.ts', 'readonly reconsiderOn?: Day;');
const refusalOfEvent = withField('offer/events.ts', 'readonly reconsiderOn?: Day;');
const call = withField('call/commands.ts', 'readonly note?: string;\n    readonly legalBasis?: string;');
const callOfEvent = withField('call/events.ts', 'readonly note?: Personal;');
const invoiceLine = withField('shared/intents.ts', 'readonly lineId?: Id;\n  readonly productId: Id;');
const invoiceLineOfEvent = withField('invoice/events.ts', 'readonly lineId?: Id;');

describe('a new optional field does not compile where the domain would lose it', () => {
  const sources = compiledSources();

  it.each([
    ['nothing is named where nothing is new', [], []],
    ['of a refusal as it is told', [refusal], ['offer/decisions/outcomes.ts']],
    ['of a refusal as events keep it', [refusalOfEvent], ['offer/decisions/outcomes.ts', 'offer/state.ts']],
    ['of a refusal told and kept: what a correction compares', [refusal, refusalOfEvent], ['offer/state.ts']],
    ['of a call as it is logged', [call], ['call/decider.ts']],
    ['of a call as events keep it', [callOfEvent], ['call/decider.ts']],
    ['of a call logged and kept: nothing, it is passed on', [call, callOfEvent], []],
    ['of an invoice line as it is asked for', [invoiceLine], ['invoice/decisions/amounts.ts']],
    ['of an invoice line as events keep it', [invoiceLineOfEvent], ['invoice/decisions/amounts.ts']],
    ['of an invoice line asked for and kept: nothing, a credit note has it too', [invoiceLine, invoiceLineOfEvent], []],
  ])('%s', (_, edits, files) => {
    const errors = sources.errorsAfter(edits, 'src/domain/');
    expect(errors.filter((error) => !error.includes(FIELD))).toEqual([]);
    expect([...new Set(errors.map((error) => error.slice(0, error.indexOf(':'))))].sort()).toEqual(
      files.map((file) => `src/domain/${file}`),
    );
  });
});
