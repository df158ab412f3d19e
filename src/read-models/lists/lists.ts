import { sql, type SqlBool } from 'kysely';
import { localDay } from '../../domain/shared/time';
import { channels, clientKinds, offerKinds, priorities, roles } from '../../domain/shared/words';
import { clients } from '../facts/clients';
import { enquiries, items } from '../facts/enquiries/tables';
import { invoiceLines, invoices, payments } from '../facts/invoices';
import { managers } from '../facts/managers';
import { offerLines, offers } from '../facts/offers/tables';
import { productPrices, products, productStates } from '../facts/products';
import { optionalParameter, type SqlCondition } from '../kit/report';
import { startOf, endBefore } from '../kit/window';
import { defineList, type List } from './list';
import { also, chosen, equalTo, isColumn, ofNamed, only, type ListFilter } from './spec';

const notVoided = also('Also what was voided', () => isColumn('voided', 0));

/** Days that a column of moments is of. */
const onDaysOf = (column: string, what: string): Readonly<Record<'from' | 'to', ListFilter>> => ({
  from: {
    parameter: optionalParameter('day', `Only ${what} on this day or later, in the zone of the company`),
    where: (day, context) => sql<SqlBool>`${sql.ref(column)} >= ${startOf(day, context)}`,
  },
  to: {
    parameter: optionalParameter('day', `Only ${what} before this day`),
    where: (day, context) => sql<SqlBool>`${sql.ref(column)} < ${endBefore(day, context)}`,
  },
});

const ofThisClient = ofNamed('client', 'clientId', 'Only those of this client');
const ofThisManager = ofNamed('manager', 'managerId', 'Only those of this manager');
const isUnpaid = sql<SqlBool>`"outstanding" > 0 and "voided" = 0`;

const clientList = defineList({
  name: 'clients',
  one: 'client',
  description: 'The people and companies that the company sells to',
  table: clients,
  id: 'clientId',
  hidden: ['externalKey', 'contacts'],
  reads: ['clients'],
  filters: {
    manager: ofNamed('manager', 'managerId', 'Only clients whom this manager looks after now'),
    segment: equalTo('segment', 'Only clients of this segment'),
    kind: chosen(clientKinds, 'kind', 'Only people, or only companies'),
    // Nearly all have none: by an index on it a store would look through them all, whatever else is asked for.
    merged: also('Also duplicates that were merged into another client', () => sql`coalesce("mergedInto", '') = ''`),
    erased: also('Also clients whose personal data was erased', () => isColumn('erased', 0)),
  },
  sorts: ['registeredAt', 'name'],
  finds: { kind: 'client', by: 'clientId' },
  names: { managerId: 'manager', mergedInto: 'client' },
  parts: {
    duplicates: {
      table: clients,
      of: 'mergedInto',
      order: ['registeredAt', 'clientId'],
      hidden: ['externalKey', 'contacts'],
    },
  },
});

const managerList = defineList({
  name: 'managers',
  one: 'manager',
  description: 'The people who sell',
  table: managers,
  id: 'managerId',
  reads: ['managers'],
  filters: {
    team: ofNamed('team', 'teamId', 'Only managers who are in this team now'),
    role: chosen(roles, 'role', 'Only managers of this role'),
    departed: also(
      'Also those who have left',
      ({ at, zone }) => sql`("departedOn" is null or "departedOn" >= ${localDay(at, zone)})`,
    ),
  },
  sorts: ['name', 'role'],
  finds: { kind: 'manager', by: 'managerId' },
  names: {},
  parts: {},
});

const productList = defineList({
  name: 'products',
  one: 'product',
  description: 'What the company sells, or sold',
  table: products,
  id: 'productId',
  reads: ['products'],
  filters: {
    category: ofNamed('category', 'category', 'Only products of this category'),
    withdrawn: also(
      'Also those that are no longer sold',
      ({ at }) => sql`("withdrawnFrom" is null or "withdrawnFrom" > ${at})`,
    ),
  },
  sorts: ['name', 'category', 'introducedAt'],
  finds: { kind: 'product', by: 'productId' },
  names: { replacementId: 'product' },
  money: { amount: 'currency' },
  parts: {
    states: { table: productStates, of: 'productId', order: ['effectiveFrom', 'position'], hidden: ['position'] },
    prices: { table: productPrices, of: 'productId', order: ['effectiveFrom', 'position'], hidden: ['position'] },
  },
});

const isOpenOffer: SqlCondition = sql`exists (select 1 from "offer_lines" l
  where l."offerId" = "offers"."offerId" and l."outcome" = 'open')`;

const offerList = defineList({
  name: 'offers',
  one: 'offer',
  description: 'Offers, spoken and written, as they were last revised',
  table: offers,
  id: 'offerId',
  reads: ['offers'],
  filters: {
    client: ofThisClient,
    manager: ofThisManager,
    enquiry: equalTo('enquiryId', 'Only offers that answer this enquiry'),
    kind: chosen(offerKinds, 'kind', 'Only spoken offers, or only written ones'),
    open: only('Only offers of which a line is open', () => isOpenOffer),
    ...onDaysOf('offeredAt', 'offers made or revised'),
    voided: notVoided,
  },
  sorts: ['-offeredAt', 'madeAt'],
  finds: { kind: 'client', by: 'clientId' },
  names: { clientId: 'client', managerId: 'manager', productId: 'product', outcomeById: 'manager' },
  money: { price: 'currency', listPrice: 'currency', value: 'currency', listValue: 'currency', margin: 'currency' },
  parts: { lines: { table: offerLines, of: 'offerId', order: ['version', 'lineId'], hidden: ['clientId'] } },
});

const invoiceList = defineList({
  name: 'invoices',
  one: 'invoice',
  description: 'Invoices, and what is still owed of them',
  table: invoices,
  id: 'invoiceId',
  reads: ['invoices'],
  filters: {
    client: ofThisClient,
    manager: ofThisManager,
    number: equalTo('number', 'Only the invoice of this number'),
    offer: equalTo('offerId', 'Only invoices on lines of this offer'),
    unpaid: only('Only invoices of which something is still owed', () => isUnpaid),
    overdue: only(
      'Only invoices of which something is owed after the day by which it must be paid',
      ({ at, zone }) => sql`${isUnpaid} and "dueOn" < ${localDay(at, zone)}`,
    ),
    ...onDaysOf('issuedAt', 'invoices issued'),
    voided: notVoided,
  },
  sorts: ['-issuedAt', 'number', 'dueOn', 'outstanding'],
  finds: { kind: 'client', by: 'clientId', number: 'number' },
  names: { clientId: 'client', managerId: 'manager', productId: 'product' },
  money: {
    ...{ net: 'currency', gross: 'currency', credited: 'currency', outstanding: 'currency', amount: 'currency' },
    covered: 'currency',
  },
  parts: {
    lines: {
      table: invoiceLines,
      of: 'invoiceId',
      order: ['position', 'line'],
      hidden: ['position', 'issuedAt'],
      shared: ['currency'],
    },
    payments: { table: payments, of: 'invoiceId', order: ['position'], hidden: ['position', 'clientId'] },
  },
});

const enquiryList = defineList({
  name: 'enquiries',
  one: 'enquiry',
  description: 'Enquiries, with both clocks',
  table: enquiries,
  id: 'enquiryId',
  hidden: ['pauses', 'calendarVersion'],
  reads: ['enquiries'],
  filters: {
    client: ofThisClient,
    manager: ofNamed('manager', 'managerId', 'Only enquiries that this manager has now'),
    status: equalTo(
      'status',
      'Only enquiries with this status: received, assigned, answered, fulfilled, declined, abandoned',
    ),
    channel: chosen(channels, 'channel', 'Only enquiries that came this way'),
    priority: chosen(priorities, 'priority', 'Only enquiries of this priority'),
    open: only('Only enquiries that are not ended', () => sql`"endedAt" is null`),
    ...onDaysOf('receivedAt', 'enquiries received'),
  },
  sorts: ['-receivedAt', 'answerDueAt', 'fulfilDueAt'],
  finds: { kind: 'client', by: 'clientId' },
  names: {
    ...{ clientId: 'client', managerId: 'manager', productId: 'product', answeredById: 'manager' },
    ...{ answerableId: 'manager', answerDueHolderId: 'manager', fulfilDueHolderId: 'manager' },
    ...{ fulfilledById: 'manager', declinedById: 'manager', abandonedById: 'manager', fulfilmentOfId: 'manager' },
  },
  parts: {
    items: {
      table: items,
      of: 'enquiryId',
      order: ['position', 'item'],
      hidden: ['position', 'clientId', 'receivedAt'],
    },
  },
});

/** The one list of what can be listed and looked at. */
export const lists: readonly List[] = [clientList, enquiryList, invoiceList, managerList, offerList, productList];
