import { MappingError } from '../../../../src/application/import/mapping/mapping-error';
import { readMapping } from '../../../../src/application/import/mapping/read-mapping';
import { filesOf } from '../tables';

const rows = 'Id,Name,Amount,State,Phone,Phone\n1,Anna,10,lost,1,2\n';

const problemsOf = async (mapping: string, file = rows): Promise<readonly string[]> => {
  const { files } = filesOf({ 'rows.csv': file });
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

  it('may say a text that is a column’s name, amounts in several currencies, and which of two columns is meant', async () => {
    const said = good
      .replace('origin: test', 'origin: { constant: State }\n          taxId: $Phone (2)')
      .replace('at: $when', 'at: $when\n        when: [{ $Name: { constant: Amount } }]')
      .replace('currency: EUR', 'currency: [EUR, USD]');
    expect(await problemsOf(said)).toEqual([]);
  });

  it.each([
    ['has another delimiter', 'Id;Name;Amount\n1;Anna;10\n', 'csv: { delimiter: ";" }'],
    ['has tabs', 'Id\tName\n1\tAnna\n', 'delimiter: "\\t"'],
    ['is empty', '', 'The file is empty'],
    ['has a title', 'Report of May\nId,Name\n1,Anna\n', 'skip: { above: 2 }'],
  ])('says what to do where the file %s', async (_case, file, advice) => {
    expect((await problemsOf(good, file))[0]).toContain(advice);
  });

  it('names a wrong key of skip once', async () => {
    const problems = await problemsOf(good.replace('row: $Id', 'skip: { lines: 2 }\n    row: $Id'));
    expect(problems).toHaveLength(1);
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
    ['a column without its dollar', ['name: $Name', 'name: Name'], 20, '“Name” is the name of a column'],
    ['such a column in a form', ['[client, $Id]', '[client, Id]'], 18, 'the name of a column'],
    ['such a column behind once', ['at: $when', 'once: Name\n        at: $when'], 16, 'the name of a column'],
    ['a named value that is a column', ['      when:', '      who: Name\n      when:'], 13, 'the name of a column'],
    ['a column whose name two have', ['name: $Name', 'name: $Phone'], 20, 'several columns “Phone”'],
    ['an unknown encoding', ['row: $Id', 'csv: { encoding: cp-1252 }\n    row: $Id'], 10, 'no encoding'],
    ['an unknown key of skip', ['row: $Id', 'skip: { lines: 2 }\n    row: $Id'], 10, 'skip has no “lines”'],
    ['a skip of no number', ['row: $Id', 'skip: { above: two }\n    row: $Id'], 10, 'a whole number'],
    ['half a clock', ["'2024-01-01 10:00:00'", '$Name, format: "DD.MM.YYYY hh:mm"'], 13, 'half a 12-hour clock'],
    ['years of two digits', ["'2024-01-01 10:00:00'", '$Name, format: "DD.MM.YY HH:mm"'], 13, 'years of two digits'],
    ['a pivot of no year', ["'2024-01-01 10:00:00'", '$Name, pivot: 70, format: "DD.MM.YY HH:mm"'], 13, '“pivot” must'],
    ['a daytime of none', ["'2024-01-01 10:00:00'", '$Name, format: YYYY-MM-DD, daytime: "25:00"'], 13, 'no daytime'],
    [
      'AM and PM taken off',
      ["'2024-01-01 10:00:00'", '{ without: " ?[AP]M", of: $Name }, format: "DD.MM.YYYY HH:mm"'],
      13,
      'takes “AM” off a time',
    ],
    [
      'a Z taken off',
      ["'2024-01-01 10:00:00'", '{ without: "Z$", of: $Name }, format: YYYY-MM-DD HH:mm:ss'],
      13,
      'takes “Z” off a time',
    ],
    [
      'an offset that is no token',
      ["'2024-01-01 10:00:00'", '$Name, format: "YYYY-MM-DD HH:mm:ss+00:00"'],
      13,
      'the offset',
    ],
    ['a column in a condition', ['at: $when', 'at: $when\n        when: [{ $State: Name }]'], 17, 'name of a column'],
    ['an unknown unit', ['name: $Name', 'name: { durationOf: $Amount, unit: days }'], 20, 'no unit “days”'],
    [
      'an unknown currency of an amount',
      ['name: $Name', 'name: { moneyOf: $Amount, currency: Euro }'],
      20,
      'no currency',
    ],
    [
      'a count without rows',
      ['files:', 'setup:\n  - { fact: VoidCall, at: { countOf: x }, with: { callId: x, reason: x } }\nfiles:'],
      9,
      'counts the rows of a file',
    ],
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
