import type { ReasonGroup } from './facts';

/** Groups of reasons that are no refusal by the client: nothing was refused, or nobody knows whether. */
export const notRefusalGroups = ['invalid', 'unknown'] as const satisfies readonly ReasonGroup[];

/** Whether a reason of this group makes lines refused by the client. */
export const isRefusal = (group: string | null): boolean => !notRefusalGroups.some((each) => each === group);

/** Reasons of declining that say that there was no enquiry: it leaves every figure. */
export const notEnquiryReasons = ['DUPLICATE', 'SPAM'] as const;

/** Whether what was declined for this reason was an enquiry at all. */
export const isEnquiry = (declineReason: string): boolean => !notEnquiryReasons.some((each) => each === declineReason);
