import { MappingError, readMapping } from '../../../../src/application/import/mapping/read-mapping';
import { filesOf } from '../tables';

const rows = 'Id,Name,Amount,State\n1,Anna,10,lost\n';

const problemsOf = async (mapping: string): Promise<readonly string[]> => {
  const { files } = filesOf({ 'rows.csv': rows });
  try {
    await readMapping('mapping.yaml', mapping, (file, format) => files.openTable('', file, format));
    return [];
  } catch (error) {
    if (error instanceof MappingError) return error.message.split('\n');
    throw error;
  }
};

const good = `source: test
zone: Europe/Berlin
currency: EUR
maps:
  states:
    values: { lost: NO_NEED }
    otherwise: reject
files:
  - file: rows.csv
    row: $Id
    values:
      code: { codeOf: $State, by: states }
      when: { timeOf: '2024-01-01 10:00:00' }
    facts:
      - fact: RegisterClient
        at: $when
        with:
          clientId: { idOf: [client, $Id] }
          kind: person
          name: $Name
          origin: test
`;

describe('a mapping', () => {
  it('that is right has no problems', async () => {
    expect(await problemsOf(good)).toEqual([]);
  });

  it.each([
    ['an unknown key', ['zone: Europe/Berlin', 'zone: Europe/Berlin\nzones: x'], 3, 'has no “zones”'],
    ['an unknown zone', ['Europe/Berlin', 'Europe/Berlyn'], 2, 'no time zone'],
    ['an unknown currency', ['EUR', 'euro'], 3, 'no currency'],
    ['a file that is not there', ['rows.csv', 'row.csv'], 9, 'no file “row.csv”'],
    ['an unknown column', ['$Name', '$Nome'], 20, 'no column and no value “Nome”'],
    ['an unknown fact', ['RegisterClient', 'RegisterCustomer'], 15, 'no fact “RegisterCustomer”'],
    ['a fact of a timer', ['RegisterClient', 'ExpireOffer'], 15, 'no fact “ExpireOffer”'],
    ['an unknown field', ['origin: test', 'origins: test'], 21, 'has no field “origins”'],
    ['a missing field', ['          origin: test\n', ''], 18, 'lacks the field “origin”'],
    ['a word that the field does not take', ['kind: person', 'kind: human'], 19, "can't be “human”"],
    ['a literal beyond its limit', ['origin: test', `origin: ${'x'.repeat(101)}`], 21, "origin can't be “xxx"],
    ['a text where an id belongs', ['{ idOf: [client, $Id] }', '$Id'], 18, 'must be of the kind “id”'],
    ['a time that is no moment', ['at: $when', 'at: $Name'], 16, '“at” must be a moment'],
    ['an unknown value map', ['name: $Name', 'name: { codeOf: $Name, by: names }'], 20, 'no value map “names”'],
    ['a value map without a decision', ['    otherwise: reject\n', ''], 5, 'lacks “otherwise”'],
    ['an undecidable otherwise', ['otherwise: reject', 'otherwise: guess'], 7, 'not listed'],
    ['a condition that never holds', ['at: $when', 'at: $when\n        when: [{ $code: gone }]'], 17, 'never “gone”'],
    ['an unknown test', ['at: $when', 'at: $when\n        when: [{ $State: { equals: x } }]'], 17, 'no “equals”'],
    ['a comparison of texts', ['at: $when', 'at: $when\n        when: [{ $State: { above: x } }]'], 17, 'this is text'],
    [
      'a broken pattern',
      ['at: $when', 'at: $when\n        when: [{ $State: { matches: "(" } }]'],
      17,
      'regular expression',
    ],
    ['a day without a time', ["'2024-01-01 10:00:00'", '$Name, format: YYYY-MM-DD'], 13, 'a day alone is no moment'],
    ['a named value that hides a column', ['      when:', '      Name:'], 13, 'the name of a column already'],
    ['each without a document', ['name: $Name', 'name: { each: $Name }'], 20, '“each”'],
    ['no YAML', ['source: test', 'source: [test'], 2, 'not YAML'],
  ])('with %s names the line and what to do', async (_, [from, to], line, sentence) => {
    const problems = await problemsOf(good.replace(from!, to!));
    expect(problems).toContainEqual(
      expect.stringMatching(new RegExp(`^mapping\\.yaml:${line}: .*${sentence.replace(/[()]/g, '\\$&')}.* → .+`)),
    );
  });

  it('tells all problems at once, in the order of their lines', async () => {
    const problems = await problemsOf(
      good.replace('Europe/Berlin', 'Nowhere').replace('$Name', '$Nome').replace('kind: person', 'kind: human'),
    );
    expect(problems.map((problem) => Number(problem.split(':')[1]))).toEqual([2, 19, 20]);
  });

  it('does not take two facts of one name in a file', async () => {
    const fact = good.slice(good.indexOf('      - fact'));
    expect(await problemsOf(good + fact)).toEqual([
      expect.stringContaining('two facts of this file are called “RegisterClient”'),
    ]);
    expect(await problemsOf(good + fact.replace('RegisterClient\n', 'RegisterClient\n        name: Again\n'))).toEqual(
      [],
    );
  });

  it('may use anchors', async () => {
    expect(await problemsOf(good.replace('when: {', 'when: &start {').replace('at: $when', 'at: *start'))).toEqual([]);
  });
});
