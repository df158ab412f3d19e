import type { CommandCatalogue } from '../../../domain/catalogue';
import { durabilities, reasonGroups } from '../../../domain/shared/facts';
import { roles } from '../../../domain/shared/values';
import { externalId, basis, deliveredLine, invoiceLine, creditLine, withoutInvoice } from './shape-parts';
import { day, flag, id, list, may, moment, money, need, object, oneOf, text } from './shape';

export const companyShapes = {
  IssueInvoice: object<CommandCatalogue['IssueInvoice']>({
    invoiceId: need(id),
    clientId: need(id),
    managerId: need(id),
    basis: need(basis),
    lines: need(list(invoiceLine)),
    currency: need(text),
    exchangeRate: may(text),
    dueOn: need(day),
    series: need(text),
    externalNumber: may(text),
    number: may(text),
  }),
  RecordPayment: object<CommandCatalogue['RecordPayment']>({
    invoiceId: need(id),
    paymentId: need(id),
    amount: need(money),
    paidOn: need(day),
    exchangeRate: may(text),
    overpayment: may(flag),
  }),
  RecordDelivery: object<CommandCatalogue['RecordDelivery']>({ invoiceId: need(id), lines: need(list(deliveredLine)) }),
  VoidInvoice: object<CommandCatalogue['VoidInvoice']>({ invoiceId: need(id), reason: need(text) }),
  IssueCreditNote: object<CommandCatalogue['IssueCreditNote']>({
    invoiceId: need(id),
    creditNoteId: need(id),
    lines: need(list(creditLine)),
    reason: need(text),
    series: need(text),
    externalNumber: may(text),
    withoutInvoice: may(withoutInvoice),
    number: may(text),
  }),
  RecordRefund: object<CommandCatalogue['RecordRefund']>({
    invoiceId: need(id),
    refundId: need(id),
    amount: need(money),
  }),
  IntroduceProduct: object<CommandCatalogue['IntroduceProduct']>({
    productId: need(id),
    name: need(text),
    category: need(text),
    externalId: may(externalId),
  }),
  SetPrice: object<CommandCatalogue['SetPrice']>({
    productId: need(id),
    price: need(money),
    effectiveFrom: may(moment),
  }),
  SetUnitCost: object<CommandCatalogue['SetUnitCost']>({
    productId: need(id),
    cost: need(money),
    effectiveFrom: may(moment),
  }),
  ChangeAvailability: object<CommandCatalogue['ChangeAvailability']>({
    productId: need(id),
    available: need(flag),
    reason: may(text),
  }),
  WithdrawProduct: object<CommandCatalogue['WithdrawProduct']>({
    productId: need(id),
    effectiveFrom: may(moment),
    reason: need(text),
    replacementId: may(id),
  }),
  ReinstateProduct: object<CommandCatalogue['ReinstateProduct']>({ productId: need(id), effectiveFrom: may(moment) }),
  RegisterManager: object<CommandCatalogue['RegisterManager']>({
    managerId: need(id),
    name: need(text),
    role: need(oneOf(roles)),
    teamId: may(text),
    externalId: may(externalId),
  }),
  MoveToTeam: object<CommandCatalogue['MoveToTeam']>({ managerId: need(id), teamId: need(text) }),
  RecordAbsence: object<CommandCatalogue['RecordAbsence']>({
    managerId: need(id),
    fromOn: need(day),
    untilOn: need(day),
    kind: need(oneOf(['holiday', 'illness', 'training', 'other'])),
  }),
  RecordDeparture: object<CommandCatalogue['RecordDeparture']>({ managerId: need(id), departedOn: need(day) }),
  DefineReason: object<CommandCatalogue['DefineReason']>({
    catalogue: need(text),
    code: need(text),
    group: need(oneOf(reasonGroups)),
    durable: need(oneOf(durabilities)),
    label: need(text),
    effectiveFrom: may(moment),
  }),
  RetireReason: object<CommandCatalogue['RetireReason']>({
    catalogue: need(text),
    code: need(text),
    effectiveFrom: may(moment),
  }),
  PlanCampaign: object<CommandCatalogue['PlanCampaign']>({
    campaignId: need(id),
    name: need(text),
    productId: need(id),
    startsOn: need(day),
    endsOn: need(day),
  }),
  LaunchCampaign: object<CommandCatalogue['LaunchCampaign']>({ campaignId: need(id) }),
  CloseCampaign: object<CommandCatalogue['CloseCampaign']>({ campaignId: need(id), conclusion: need(text) }),
};
