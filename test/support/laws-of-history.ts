/** What must hold of every log, whatever was asked: read from the events alone, by none of the product's own code. */

export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly actor: unknown; readonly correlationId: string };
}

interface Line {
  readonly lineId: string;
}

const TOLERANCE = 5 * 60_000;

/** The event that brings a thing into the world, by the field that names the thing. */
const creators: Readonly<Record<string, string>> = {
  ClientRegistered: 'clientId',
  ManagerRegistered: 'managerId',
  ProductIntroduced: 'productId',
  EnquiryReceived: 'enquiryId',
  OfferMade: 'offerId',
  CallLogged: 'callId',
  InvoiceIssued: 'invoiceId',
  CampaignPlanned: 'campaignId',
};
const named = new Set(Object.values(creators));

/** Facts that the company states about itself may take effect, and lie, before others; a void and an erasure look back. */
const looksBack = /^(Price|UnitCost|.*Voided$|.*Corrected$|ClientErased)/;

/** Every field that names a thing, however deep. */
const references = (value: unknown): [string, string][] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(references);
  return Object.entries(value).flatMap(([name, inner]): [string, string][] =>
    named.has(name) && typeof inner === 'string' ? [[name, inner]] : references(inner),
  );
};

const nameOf = ({ id, type, stream }: LoggedEvent): string => `${type} ${id} of ${stream}`;

/** Reads a log from its first event to its last and notes what breaks a law. */
export class LawsOfHistory {
  private readonly notes: string[] = [];
  /** What a command names that it brings into the world itself: an invoice takes its number before it is issued. */
  private readonly owed = new Map<string, LoggedEvent[]>();
  private readonly created = new Map<string, LoggedEvent>();
  private readonly mergedInto = new Map<string, string>();
  private readonly offeredAgain = new Map<string, string>();
  private readonly openLines = new Map<string, Set<string>>();
  private readonly leftOf = new Map<string, { net: number; vat: number; gross: number }>();

  /** What broke a law, once all events were taken. */
  get broken(): readonly string[] {
    const missing = [...this.owed].flatMap(([thing, events]) =>
      events.map((event) => `${nameOf(event)}: ${thing} names nothing`),
    );
    return [...this.notes, ...missing];
  }

  take(event: LoggedEvent): void {
    this.everyReferenceResolves(event);
    this.causesComeFirst(event);
    this.outcomesAreOfOpenLines(event);
    this.creditsStayWithinTheInvoice(event);
    this.answersHaveEvidence(event);
    const { type, data } = event;
    const thing = creators[type];
    if (thing !== undefined) {
      this.created.set(`${thing} ${String(data[thing])}`, event);
      this.isBrought(`${thing} ${String(data[thing])}`, event);
    }
    // A new version is offered to the client as the first one was.
    if (type === 'OfferRevised') this.offeredAgain.set(String(data['offerId']), event.occurredAt);
    // Whose a call is, and when it was, is what it was corrected to last.
    if (type === 'CallCorrected') {
      const { at, ...now } = data['now'] as { readonly at: string };
      this.created.set(`callId ${String(data['callId'])}`, { ...event, occurredAt: at, data: { ...now } });
    }
    if (type === 'ClientMerged') this.mergedInto.set(String(data['clientId']), String(data['into']));
    if (type === 'MergeReversed') this.mergedInto.delete(String(data['clientId']));
  }

  private note(event: LoggedEvent, law: string): void {
    this.notes.push(`${nameOf(event)}: ${law}`);
  }

  private everyReferenceResolves(event: LoggedEvent): void {
    const own = creators[event.type];
    for (const [name, id] of references(event.data))
      if (name !== own && !this.created.has(`${name} ${id}`)) this.owe(event, `${name} ${id}`);
  }

  private owe(event: LoggedEvent, thing: string): void {
    this.owed.set(thing, [...(this.owed.get(thing) ?? []), event]);
  }

  private isBrought(thing: string, { metadata }: LoggedEvent): void {
    const others = this.owed.get(thing)?.filter((event) => event.metadata.correlationId !== metadata.correlationId);
    if (others?.length) this.owed.set(thing, others);
    else this.owed.delete(thing);
  }

  private causesComeFirst(event: LoggedEvent): void {
    const own = creators[event.type];
    if (looksBack.test(event.type)) return;
    for (const name of ['offerId', 'enquiryId', 'invoiceId', 'callId']) {
      const cause = this.created.get(`${name} ${String(event.data[name])}`);
      if (name === own || cause === undefined) continue;
      if (Date.parse(event.occurredAt) < Date.parse(cause.occurredAt) - TOLERANCE)
        this.note(event, `at ${event.occurredAt} it lies before its ${name}, ${cause.occurredAt}`);
    }
  }

  private outcomesAreOfOpenLines(event: LoggedEvent): void {
    const { type, data } = event;
    const offerId = String(data['offerId']);
    const lines = (data['lines'] as readonly Line[] | undefined)?.map(({ lineId }) => lineId) ?? [];
    if (type === 'OfferMade' || type === 'OfferRevised') this.openLines.set(offerId, new Set(lines));
    if (!/^Offer(LinesAccepted|LinesRefused|Withdrawn|Expired)$/.test(type)) return;
    for (const line of lines)
      if (!this.openLines.get(offerId)?.delete(line)) this.note(event, `line ${line} was not open`);
  }

  private creditsStayWithinTheInvoice(event: LoggedEvent): void {
    const { type, data } = event;
    const invoiceId = String(data['invoiceId']);
    const totals = data['totals'] as { net: number; vat: number; gross: number } | undefined;
    if (type === 'InvoiceIssued') this.leftOf.set(invoiceId, { ...totals! });
    const left = this.leftOf.get(invoiceId);
    if (type !== 'CreditNoteIssued' || !left) return;
    for (const part of ['net', 'vat', 'gross'] as const) {
      left[part] -= totals![part];
      if (left[part] < 0) this.note(event, `more ${part} is credited than was invoiced`);
    }
  }

  private answersHaveEvidence(event: LoggedEvent): void {
    if (event.type !== 'EnquiryAnswered') return;
    const { callId, offerId } = event.data['by'] as { callId?: string; offerId?: string };
    const received = this.created.get(`enquiryId ${String(event.data['enquiryId'])}`)!;
    const evidence = this.created.get(callId === undefined ? `offerId ${offerId}` : `callId ${callId}`);
    if (callId === undefined && offerId === undefined) return;
    if (!evidence) {
      this.note(event, 'its evidence is not there');
      return;
    }
    const [asker, other] = [received.data['clientId'], evidence.data['clientId']];
    const isOfThis = evidence.data['enquiryId'] === event.data['enquiryId'];
    if (!isOfThis && (asker === undefined || this.client(asker) !== this.client(other)))
      this.note(event, "its evidence is another client's");
    const latest = this.offeredAgain.get(offerId ?? '') ?? evidence.occurredAt;
    if (Date.parse(latest) < Date.parse(received.occurredAt) - TOLERANCE)
      this.note(event, 'its evidence lies before the receipt');
  }

  private client(id: unknown): string {
    const into = this.mergedInto.get(String(id));
    return into === undefined ? String(id) : this.client(into);
  }
}
