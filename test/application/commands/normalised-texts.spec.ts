import { isText } from '../../../src/application/commands/texts';
import { normalising, withNormalisedTexts } from '../../../src/application/commands/normalised-texts';
import { derivedId } from '../../../src/application/log/ids';
import type { CommandCatalogue, CommandType, DomainCommand } from '../../../src/domain/catalogue';
import { furnish, openCompany } from '../../support/company';
import { id } from '../../support/specify';

const command = <Type extends CommandType>(type: Type, data: CommandCatalogue[Type]): DomainCommand =>
  ({ type, data }) as DomainCommand;

const registers = (name: string, origin: string) =>
  command('RegisterClient', { clientId: id('twin'), kind: 'person', name, origin });

describe('the texts of a command', () => {
  it('are normalised wherever they lie: in lists, in objects of several kinds, in objects in objects', () => {
    const given = command('LogCall', {
      callId: id('call'),
      managerId: id('manager'),
      direction: 'out',
      durationSeconds: 1,
      result: 'reached',
      note: ' wants  tea\r\nand milk ',
      pitch: {
        offerId: id('offer'),
        lines: [{ lineId: id('line'), productId: id('tea'), quantity: 1 }],
        accepted: { lineIds: [id('line')], winReason: 'cheap  and\u00a0good' },
      },
    });
    expect(withNormalisedTexts(given).data).toEqual({
      ...given.data,
      note: 'wants  tea\nand milk',
      pitch: {
        offerId: id('offer'),
        lines: [{ lineId: id('line'), productId: id('tea'), quantity: 1 }],
        accepted: { lineIds: [id('line')], winReason: 'cheap and good' },
      },
    });
    const answer = (messageRef: string) =>
      command('AnswerEnquiry', { enquiryId: id('enquiry'), managerId: id('manager'), by: { messageRef } });
    expect(withNormalisedTexts(answer(' M-1 '))).toEqual(answer('M-1'));
    const contacts = (value: string) =>
      command('CorrectClientDetails', { clientId: id('client'), contacts: [{ channel: 'phone', value }] });
    expect(withNormalisedTexts(contacts('+49  30\u00a01'))).toEqual(contacts('+49 30 1'));
  });

  it('that are right leave the very same command', () => {
    const right = registers('Anna Schmidt', 'café');
    expect(withNormalisedTexts(right)).toBe(right);
  });

  it('are held to their limits as they are kept', () => {
    expect(isText(` ${'x'.repeat(200)} `, 200)).toBe(true);
    expect(isText('e\u0301'.repeat(200), 200)).toBe(true);
    expect(isText('x'.repeat(201), 200)).toBe(false);
    expect(isText('\u200b\ufeff \u200d', 200)).toBe(false);
    expect(isText('An\u0000na', 200)).toBe(false);
    expect(isText('An\nna', 200)).toBe(false);
    expect(isText('An\nna', 500)).toBe(true);
  });
});

describe('rule 21, with texts: the same command', () => {
  const envelope = {
    commandId: derivedId('the command'),
    actor: { kind: 'system', id: 'api' },
    source: 'api',
    lateReason: ' on\r\nthe road',
  } as const;

  it('is one with another spacing, and another one with other words', async () => {
    const company = await openCompany();
    await furnish(company);
    const execute = normalising(company.execute);
    expect(await execute(registers('Anna  Schmidt', 'a fair '), envelope)).toMatchObject({ alreadyThere: false });
    expect(await execute(registers('Anna Schmidt', 'a fair'), envelope)).toMatchObject({ alreadyThere: true });
    expect(await execute(registers(' Anna Schmidt', 'a fair'), envelope)).toMatchObject({ alreadyThere: true });
    expect(await execute(registers('Anna Schmitt', 'a fair'), envelope)).toMatchObject({ outcome: 'reused-id' });
    await company.close();
  });

  it('is known again by what a log of before holds of it: the digest of its texts as they were given', async () => {
    const company = await openCompany();
    await furnish(company);
    const before = registers('Anna  Schmidt', 'a fair ');
    expect(await company.execute(before, envelope)).toMatchObject({ alreadyThere: false });
    const execute = normalising(company.execute);
    expect(await execute(before, envelope)).toMatchObject({ outcome: 'accepted', alreadyThere: true });
    expect(await execute(registers('Anna  Schmitt', 'a fair '), envelope)).toMatchObject({ outcome: 'reused-id' });
    await company.close();
  });
});
