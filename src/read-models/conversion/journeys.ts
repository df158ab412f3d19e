import { sql } from 'kysely';
import { dayNumberOf, instantOf, millisecondsOf } from '../../domain/shared/time';
import type { Zone } from '../../domain/shared/values';
import { enquiriesBy, enquiryColumn, enquiryNames, type EnquiryGrouping } from '../groupings/enquiry-groupings';
import type { ReportContext, SqlPart } from '../kit/report';
import { isWithin, type ReportWindow } from '../kit/window';
import type { FactsDb } from '../facts/tables';

/** The way from an enquiry to the money, in its order. */
export const steps = ['received', 'answered', 'offered', 'accepted', 'invoiced', 'paid'] as const;
export type JourneyStep = (typeof steps)[number];

/** How far one enquiry came: when it reached each step, and until when it could have gone on; in milliseconds since 1970. */
export interface Journey {
  readonly enquiryId: string;
  readonly key: string | null;
  readonly reached: Readonly<Partial<Record<JourneyStep, number>>>;
  /** When it ended without the step that comes next; undefined: it may still come. */
  readonly stoppedAt: number | undefined;
}

export interface ConversionQuestion {
  readonly by: EnquiryGrouping;
  readonly window: ReportWindow;
  readonly which: SqlPart;
}

interface EnquiryEnds {
  readonly enquiryId: string;
  readonly key: string | null;
  readonly receivedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
}

export const askedIn = ({ window, which }: ConversionQuestion): SqlPart =>
  sql`${isWithin('enquiries.receivedAt', window)} and "enquiries"."counted" = 1 and ${which}`;

const enquiriesAsked = async (db: FactsDb, question: ConversionQuestion): Promise<readonly EnquiryEnds[]> => {
  const { rows } = await sql<EnquiryEnds>`select "enquiries"."enquiryId", ${enquiryColumn(question.by)} as "key",
      "enquiries"."receivedAt", "enquiries"."answeredAt", "enquiries"."endedAt"
    from ${enquiriesBy(question.by)} where ${askedIn(question)}`.execute(db);
  return rows;
};

/** The offers that answer each enquiry: those made on it, and the one that is named as its answer. */
export const offersAnswering = (question: ConversionQuestion): SqlPart => sql`(
  select "enquiries"."enquiryId", o."offerId", o."madeAt" from "offers" o
    join "enquiries" on "enquiries"."enquiryId" = o."enquiryId" where o."voided" = 0 and ${askedIn(question)}
  union
  select "enquiries"."enquiryId", o."offerId", o."madeAt" from "enquiries"
    join "offers" o on o."offerId" = "enquiries"."answerEvidenceId"
    where "enquiries"."answerEvidence" = 'offer' and o."voided" = 0 and ${askedIn(question)})`;

interface ByEnquiry {
  readonly enquiryId: string;
}
interface Offering extends ByEnquiry {
  readonly offeredAt: string;
}
interface LineOutcomes extends ByEnquiry {
  readonly acceptedAt: string | null;
  readonly lastOutcomeAt: string | null;
  readonly openLines: number;
}
interface Invoicing extends ByEnquiry {
  readonly invoicedAt: string;
  readonly paidOn: string | null;
}

const byEnquiry = <Row extends ByEnquiry>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.enquiryId, row]));

const offerings = async (db: FactsDb, question: ConversionQuestion) => {
  const { rows } = await sql<Offering>`select "enquiryId", min("madeAt") as "offeredAt"
    from ${offersAnswering(question)} as "made" group by "enquiryId"`.execute(db);
  return byEnquiry(rows);
};

const decisions = async (db: FactsDb, question: ConversionQuestion) => {
  const { rows } = await sql<LineOutcomes>`select "made"."enquiryId",
      min(case when l."outcome" = 'accepted' then l."outcomeAt" end) as "acceptedAt",
      max(l."outcomeAt") as "lastOutcomeAt", sum(case when l."outcome" = 'open' then 1 else 0 end) as "openLines"
    from ${offersAnswering(question)} as "made" join "offer_lines" l on l."offerId" = "made"."offerId"
    where l."voided" = 0 group by "made"."enquiryId"`.execute(db);
  return byEnquiry(rows);
};

const invoicings = async (db: FactsDb, question: ConversionQuestion) => {
  const { rows } = await sql<Invoicing>`select "made"."enquiryId", min(i."issuedAt") as "invoicedAt",
      min(i."paidInFullOn") as "paidOn"
    from ${offersAnswering(question)} as "made" join "invoices" i on i."offerId" = "made"."offerId"
    where i."voided" = 0 group by "made"."enquiryId"`.execute(db);
  return byEnquiry(rows);
};

const instantAt = (at: string | null | undefined): number | undefined => (at == null ? undefined : millisecondsOf(at));

/** A day of payment counts from its beginning, and never lies before the invoice. */
const paidAt = ({ invoicedAt, paidOn }: Invoicing, zone: Zone): number | undefined =>
  paidOn === null ? undefined : Math.max(millisecondsOf(invoicedAt), instantOf(zone, dayNumberOf(paidOn), 0));

interface FoundOf {
  readonly offering: Offering | undefined;
  readonly decision: LineOutcomes | undefined;
  readonly invoicing: Invoicing | undefined;
}

/** While a line is open, or once one was accepted, it may still go on. */
const stopOf = ({ endedAt }: EnquiryEnds, { offering, decision }: FoundOf): number | undefined => {
  if (offering === undefined || decision === undefined) return instantAt(endedAt);
  const { acceptedAt, openLines, lastOutcomeAt } = decision;
  return acceptedAt !== null || openLines > 0 ? undefined : instantAt(lastOutcomeAt);
};

const reachedBy = ({ receivedAt, answeredAt }: EnquiryEnds, found: FoundOf, zone: Zone): Journey['reached'] => {
  const { offering, decision, invoicing } = found;
  const moments = {
    received: millisecondsOf(receivedAt),
    answered: instantAt(answeredAt),
    offered: instantAt(offering?.offeredAt),
    accepted: instantAt(decision?.acceptedAt),
    invoiced: instantAt(invoicing?.invoicedAt),
    paid: invoicing && paidAt(invoicing, zone),
  } satisfies Record<JourneyStep, number | undefined>;
  return Object.fromEntries(Object.entries(moments).filter(([, moment]) => moment !== undefined));
};

/** The way of each enquiry of the window; by product, one for each product that it asks for. */
export const journeysOf = async (
  db: FactsDb,
  question: ConversionQuestion,
  context: ReportContext,
): Promise<readonly Journey[]> => {
  const asked = await enquiriesAsked(db, question);
  const offered = await offerings(db, question);
  const decided = await decisions(db, question);
  const invoiced = await invoicings(db, question);
  const nameOf = await enquiryNames(db, question.by, new Set(asked.map(({ key }) => key)), context);
  return asked.map((enquiry) => {
    const { enquiryId, key } = enquiry;
    const found = {
      offering: offered.get(enquiryId),
      decision: decided.get(enquiryId),
      invoicing: invoiced.get(enquiryId),
    };
    return {
      enquiryId,
      key: nameOf(key),
      reached: reachedBy(enquiry, found, context.zone),
      stoppedAt: stopOf(enquiry, found),
    };
  });
};
