import { getCountries, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js';
import { lettersAndDigits } from '../../domain/shared/text';
import type { Zone } from '../../domain/shared/values';
import type { Channel } from '../../domain/shared/words';
import { searchForm } from './search-form';
import { memoised } from '../kit/group-by';

const zonesOf = (country: CountryCode): readonly string[] => {
  const locale: Intl.Locale & { readonly timeZones?: readonly string[] } = new Intl.Locale(`und-${country}`);
  return locale.timeZones ?? [];
};

/** The country of a zone, by which its numbers without a code of a country are read. Undefined for UTC and the like. */
export const countryOf = memoised((zone: Zone): CountryCode | undefined =>
  getCountries().find((country) => zonesOf(country).includes(zone)),
);

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/** A telephone number that some country has; undefined where none does. */
const validNumber = (number: string, country?: CountryCode): PhoneNumber | undefined => {
  const parsed = parsePhoneNumberFromString(number, country);
  return parsed?.isValid() ? parsed : undefined;
};

/** A number as it is dialled within the country: with its 0 or 8 in front, where it has one. */
const dialledWithin = (number: string, country: CountryCode): PhoneNumber | undefined => {
  const parsed = validNumber(number, country);
  return parsed && digitsOf(parsed.formatNational()) === digitsOf(number) ? parsed : undefined;
};

/** A number without the code of a country: as in the country of the company, then as a Russian one with its 8 or 7. */
const national = (number: string, zone: Zone): PhoneNumber | undefined => {
  const country = countryOf(zone);
  return (
    (country && dialledWithin(number, country)) ??
    dialledWithin(number, 'RU') ??
    (/^7\d{10}$/.test(digitsOf(number)) ? validNumber(`+${digitsOf(number)}`) : undefined) ??
    (country && validNumber(number, country))
  );
};

export interface SamePhone {
  /** E.164, as +493012345678; of no country's number its digits. */
  readonly number: string;
  /** Without the code of its country. */
  readonly national: string;
}

/** A telephone number in the form in which +7 and 8, 0049 and 0 are one. */
export const samePhone = (text: string, zone: Zone): SamePhone => {
  const number = text.trim().replace(/^00/, '+');
  const isInternational = number.startsWith('+');
  const parsed = isInternational ? validNumber(number) : national(number, zone);
  if (parsed) return { number: parsed.number, national: parsed.nationalNumber };
  const digits = digitsOf(number);
  return { number: isInternational ? `+${digits}` : digits, national: digits };
};

/** An address of mail: letters in capitals or not are one. */
export const sameEmail = (text: string): string => text.trim().normalize('NFKC').toLowerCase();

/** An official number; undefined where it has neither letters nor digits. */
export const sameTaxId = (text: string): string | undefined => lettersAndDigits(text) || undefined;

/** What two clients share who have the same contact; undefined for a channel over which nobody is told apart. */
export const sameContact = (channel: Channel, value: string, zone: Zone): string | undefined => {
  if (channel === 'phone') return samePhone(value, zone).number || undefined;
  if (channel === 'email') return sameEmail(value) || undefined;
  return channel === 'messenger' ? searchForm(value) || undefined : undefined;
};

const POSTAL_CODE = /\b\d{4,6}\b/g;

/** The place of a postal address: its postal code, which stands last where a house has as many digits. */
export const placeOfAddress = (address: string): string | undefined => address.match(POSTAL_CODE)?.at(-1);
