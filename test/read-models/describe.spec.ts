import { describeTables } from '../../src/read-models/kit/describe';
import { projections } from '../../src/read-models/index';
import { code, id, money, optional, table, type Projection } from '../../src/read-models/kit/projection';

const sales = table('sales', 'What was sold', {
  columns: { saleId: id('The sale'), kind: code('`a` | `b`'), amount: optional(money('Net')) },
  key: ['saleId'],
  indexes: [['kind', 'amount']],
});
const projection: Projection = {
  name: 'sales',
  version: 3,
  description: 'Everything sold',
  tables: [sales],
  on: { InvoiceIssued: () => [], CallLogged: () => [] },
};

describe('the analyst’s page of tables', () => {
  it('says of each column what it holds and what it means', () => {
    expect(describeTables([projection])).toBe(`## sales

Everything sold. Version 3; made from \`CallLogged\`, \`InvoiceIssued\`.

### \`sales\`

What was sold.

Key: \`saleId\`. Indexes: \`kind\`, \`amount\`.

| column | holds | description |
| --- | --- | --- |
| \`saleId\` | UUID | The sale |
| \`kind\` | code | \`a\` \\| \`b\` |
| \`amount\` | integer, minor units of the currency beside it, or empty | Net |
`);
  });

  it('has every table of every read model, and no two of one name', () => {
    const named = projections.flatMap(({ tables }) => tables.map(({ name }) => name));
    const text = describeTables(projections);
    for (const name of named) expect(text).toContain(`### \`${name}\``);
    expect(new Set(named).size).toBe(named.length);
  });
});
