/** The lists of words that commands and events are made of, each once: its type is derived from it. */

export const clientKinds = ['person', 'company'] as const;
export type ClientKind = (typeof clientKinds)[number];

/** Whether a rule or a person put a client into its segment. */
export const classifiers = ['rule', 'manual'] as const;
export type Classifier = (typeof classifiers)[number];

export const channels = ['phone', 'email', 'messenger', 'post', 'visit', 'web'] as const;
export type Channel = (typeof channels)[number];

/** The role of a manager, as far as a rule asks for it (rule 19). */
export const roles = ['manager', 'lead', 'director'] as const;
export type Role = (typeof roles)[number];

export const absenceKinds = ['holiday', 'illness', 'training', 'other'] as const;
export type AbsenceKind = (typeof absenceKinds)[number];

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

export const callDirections = ['in', 'out'] as const;
export type CallDirection = (typeof callDirections)[number];

export const callResults = ['reached', 'no_answer', 'busy', 'voicemail', 'declined', 'missed'] as const;
export type CallResult = (typeof callResults)[number];

export const offerKinds = ['verbal', 'written'] as const;
export type OfferKind = (typeof offerKinds)[number];

/** Tax categories by UNTDID 5305: `S` standard, `Z` zero, `E` exempt, `AE` reverse charge, `O` outside scope. */
export const vatCategories = ['S', 'Z', 'E', 'AE', 'O'] as const;
export type VatCategory = (typeof vatCategories)[number];

/** By what the tax of an invoice is rounded. */
export const taxRoundings = ['line', 'rate'] as const;
export type TaxRoundedBy = (typeof taxRoundings)[number];

/** Who stated the reason of a refusal. */
export const statedBy = ['client', 'manager', 'callback_check'] as const;
export type StatedBy = (typeof statedBy)[number];

export const reasonGroups = [
  'need',
  'price',
  'competition',
  'product',
  'fulfilment',
  'timing',
  'process',
  'unknown',
  'invalid',
  'other',
] as const;
export type ReasonGroup = (typeof reasonGroups)[number];

/** What a recorded refusal is, by the group of its reason: only the first kind is a refusal by the client. */
export const refusalKindOf = (group: string | null): 'refused' | 'no_response' | 'invalid' => {
  if (group === 'invalid') return 'invalid';
  return group === 'unknown' ? 'no_response' : 'refused';
};

/** Whether a reason of this group makes what was recorded a refusal by the client. */
export const isRefusal = (group: string | null): boolean => refusalKindOf(group) === 'refused';

/** Whether offering the same again without a change is mis-targeting. */
export const durabilities = ['durable', 'until_product_version', 'until_reconsider_on', 'not_durable'] as const;
export type Durability = (typeof durabilities)[number];

/** Why a client is left out of a campaign; of several reasons the first one counts. */
export const exclusionReasons = [
  'consent_withdrawn',
  'manager_departed',
  'company_control',
  'has_product',
  'in_campaign',
  'refused_durably',
  'offer_open',
  'contacted_lately',
  'worth_too_little',
  'beyond_size',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** Declined for one of these, it was no enquiry at all: no figure counts it. */
export const noEnquiryReasons = ['DUPLICATE', 'SPAM'] as const;

/** Why the company declines an enquiry. */
export const declineReasons = [
  'NOT_IN_PORTFOLIO',
  'OUT_OF_STOCK',
  'UNPROFITABLE',
  'REGION_NOT_SERVED',
  'CLIENT_CHOSE_OTHER',
  ...noEnquiryReasons,
] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** Whether what was declined for this reason was an enquiry. */
export const isEnquiry = (declinedFor: string): boolean => !noEnquiryReasons.some((reason) => reason === declinedFor);
