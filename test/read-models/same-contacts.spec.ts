import { placeOfAddress, sameContact, samePhone, sameTaxId } from '../../src/read-models/names/same-contacts';
import { searchForm, searchWords } from '../../src/read-models/names/search-form';

const numberIn = (zone: string) => (text: string) => samePhone(text, zone).number;

describe('a telephone number', () => {
  it.each([
    [
      'Europe/Moscow',
      ['+7 (913) 555-01-02', '8 913 555 01 02', '89135550102', '7 913 5550102', '913 555-01-02'],
      '+79135550102',
    ],
    ['UTC', ['+7 (913) 555-01-02', '8 (913) 555-01-02', '79135550102'], '+79135550102'],
    ['Europe/Berlin', ['+49 30 7654321', '0049 30 7654321', '030/7654321', '030 76 54 321'], '+49307654321'],
    ['Europe/Berlin', ['8 913 555 01 02', '+79135550102'], '+79135550102'],
  ])('in %s is one however it is written: %j', (zone, texts, number) => {
    expect(texts.map(numberIn(zone))).toEqual(texts.map(() => number));
  });

  it('of no country is its digits, and another one is another one', () => {
    expect(numberIn('Europe/Berlin')('112')).toBe('112');
    expect(numberIn('UTC')('ext. 4 5')).toBe('45');
    expect(numberIn('Europe/Berlin')('030 7654321')).not.toBe(numberIn('Europe/Berlin')('030 7654322'));
  });
});

describe('what two clients share', () => {
  it('is a mail address in any letters, a number, a name of a messenger; not a visit', () => {
    expect(sameContact('email', ' Info@Example.ORG ', 'UTC')).toBe('info@example.org');
    expect(sameContact('messenger', '@Анна', 'UTC')).toBe('@anna');
    expect(sameContact('visit', 'Hall 3', 'UTC')).toBeUndefined();
    expect(sameContact('phone', 'unknown', 'UTC')).toBeUndefined();
    expect(sameTaxId('de 12-34')).toBe('DE1234');
    expect(sameTaxId(' - ')).toBeUndefined();
  });

  it('is a place by the postal code of an address, not by the number of a house', () => {
    expect(placeOfAddress('Lindenallee 1200, 10115 Berlin')).toBe('10115');
    expect(placeOfAddress('Hof 3')).toBeUndefined();
  });
});

describe('the form by which is searched', () => {
  it('is small Latin letters without marks', () => {
    expect(searchForm('Щукин  Ёлкин-ÅSA')).toBe('shchukin elkin-asa');
    expect(searchWords('Bäcker & Co. KG')).toEqual(['backer', 'co', 'kg']);
  });
});
