import type { Wording } from './entry';

/** Facts of the company itself: who works for it, what it sells, and by which rules. */
export const companyWording = {
  ManagerRegistered: ({ data: { managerId, role, teamId } }) => ({
    summary: `registered as a ${role}${teamId === undefined ? '' : ` in the team ${teamId}`}`,
    managerId,
  }),
  ManagerMovedToTeam: ({ data: { managerId, teamId, previousTeamId } }) => ({
    summary: `moved to the team ${teamId}${previousTeamId === undefined ? '' : ` from ${previousTeamId}`}`,
    managerId,
  }),
  AbsenceRecorded: ({ data: { managerId, kind, fromOn, untilOn } }) => ({
    summary: `absent from ${fromOn} to ${untilOn}: ${kind}`,
    managerId,
  }),
  ForecastStated: ({ data: { managerId, month, amount } }) => ({
    summary: `says what ${month} will bring`,
    managerId,
    ...amount,
  }),
  ManagerDeparted: ({ data: { managerId, departedOn } }) => ({ summary: `left on ${departedOn}`, managerId }),
  ProductIntroduced: ({ data: { name, category } }) => ({
    summary: `product ${name} introduced, category ${category}`,
  }),
  PriceSet: ({ data: { price, effectiveFrom } }) => ({ summary: `price set from ${effectiveFrom}`, ...price }),
  UnitCostSet: ({ data: { cost, effectiveFrom } }) => ({ summary: `unit cost set from ${effectiveFrom}`, ...cost }),
  AvailabilityChanged: ({ data: { available, reason } }) => ({
    summary: `${available ? 'available' : 'not available'}${reason === undefined ? '' : `: ${reason}`}`,
  }),
  ProductWithdrawn: ({ data: { effectiveFrom, reason } }) => ({
    summary: `withdrawn from sale from ${effectiveFrom}: ${reason}`,
  }),
  ProductReinstated: ({ data: { effectiveFrom } }) => ({ summary: `on sale again from ${effectiveFrom}` }),
  ReasonDefined: ({ data: { code, label, group } }) => ({
    summary: `reason ${code} defined: ${label}, group ${group}`,
  }),
  ReasonRetired: ({ data: { code, effectiveFrom } }) => ({ summary: `reason ${code} retired from ${effectiveFrom}` }),
  ReasonRemapped: ({ data: { from, to, effectiveFrom } }) => ({
    summary: `reason ${from} shown as ${to} from ${effectiveFrom}`,
  }),
} satisfies Wording;

/** The company's own rules. */
export const policyWording = {
  ServiceTargetsSet: ({ data: { version, effectiveFrom } }) => ({
    summary: `service targets, version ${version}, from ${effectiveFrom}`,
  }),
  CalendarDefined: ({ data: { version, effectiveFrom, zone } }) => ({
    summary: `calendar, version ${version}, from ${effectiveFrom}, zone ${zone}`,
  }),
  DiscountLimitsSet: ({ data: { effectiveFrom } }) => ({ summary: `discount limits from ${effectiveFrom}` }),
  LateEntryLimitSet: ({ data: { effectiveFrom } }) => ({ summary: `limit of late entry from ${effectiveFrom}` }),
  NumberSeriesSet: ({ data: { effectiveFrom } }) => ({ summary: `number series from ${effectiveFrom}` }),
  TaxRoundingSet: ({ data: { effectiveFrom } }) => ({ summary: `rounding of tax from ${effectiveFrom}` }),
  MarketSizeStated: ({ data: { segment, clients, source, countedOn } }) => ({
    summary: `market of ${clients} clients${segment === undefined ? '' : ` in the segment ${segment}`} on ${countedOn}, as ${source} says`,
  }),
} satisfies Wording;

/** What must be unique, and what is named as a proof elsewhere. */
export const noteWording = {
  DocumentNumberReserved: ({ data: { number, request } }) => ({
    summary: `number ${number} taken for the ${request.document}`,
  }),
  DocumentNumberSetAside: ({ data: { number } }) => ({
    summary: `number ${number} set aside: a document of another system has it`,
  }),
  IdReserved: ({ data: { of } }) => ({ summary: `id of a ${of} reserved` }),
  TaxIdReserved: () => ({ summary: 'tax id reserved' }),
  TaxIdReleased: ({ data: { reason } }) => ({ summary: 'tax id free again', said: reason }),
  CallNamedAsProof: () => ({ summary: 'call named as a proof of an enquiry' }),
  OfferNamedAsProof: () => ({ summary: 'offer named as a proof of an enquiry' }),
  InvoiceNamedAsProof: () => ({ summary: 'invoice named as a proof of an enquiry' }),
} satisfies Wording;
