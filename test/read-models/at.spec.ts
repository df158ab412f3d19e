import type { CallRecord } from '../../src/domain/call/events';
import { projections } from '../../src/read-models';
import { projectionAt } from '../../src/read-models/kit/at';
import { managerActivityReport } from '../../src/read-models/manager-activity/report';
import { staleProductsReport } from '../../src/read-models/stale-products/report';
import { project, reportOver, type GivenEvent } from '../support/project';
import * as sales from '../support/sales';
import { id } from '../support/specify';

const MAY = '2024-05-06T10:00:00.000Z';
const NOON = '2024-05-10T12:00:00.000Z';
/** The afternoon of the same day: whole days would take it for what had happened. */
const LATER = '2024-05-10T15:00:00.000Z';

const call = { clientId: id('client'), managerId: id('manager'), direction: 'out', durationSeconds: 60 } as const;
const record: CallRecord = { ...call, result: 'reached', topics: [] };
const corrected = (was: string, now: string): GivenEvent => ({
  type: 'CallCorrected',
  occurredAt: '2024-06-01T10:00:00.000Z',
  data: { callId: id('call'), corrects: id('x'), was: { ...record, at: was }, now: { ...record, at: now } },
});

const managersAt = async (events: readonly GivenEvent[], at = NOON) =>
  (await reportOver(projections, events)(managerActivityReport, {}, { at })).sections['managers']!;

describe('what is asked for a moment', () => {
  it('knows nothing that happened later, be it on the same day', () => {
    const before = [
      sales.registered(MAY, { segment: 'north' }),
      sales.called(MAY),
      sales.offered(MAY),
      sales.issued(MAY),
      sales.received(MAY),
    ];
    const after = [
      sales.called(LATER, { callId: id('second') }),
      sales.refused(LATER, { offeredAt: MAY }),
      sales.paid(LATER),
      sales.declined(LATER),
      sales.introduced(LATER),
    ];
    const tablesAt = (events: readonly GivenEvent[], at: string) =>
      project(
        projections.map((projection) => projectionAt(projection, at)),
        events,
      );
    expect(tablesAt([...before, ...after], NOON)).toEqual(project(projections, before));
    expect(tablesAt([...before, ...after], LATER)).toEqual(project(projections, [...before, ...after]));
  });

  it('takes a call for when it really was, whenever that was told', async () => {
    expect(await managersAt([sales.called(MAY), corrected(MAY, LATER)])).toEqual([]);
    expect(await managersAt([sales.called(LATER), corrected(LATER, MAY)])).toMatchObject([{ attempts: 1 }]);
    expect(await managersAt([sales.called(MAY), corrected(MAY, MAY)])).toMatchObject([{ attempts: 1 }]);
    expect(await managersAt([sales.called(LATER), corrected(LATER, LATER)])).toEqual([]);
  });

  it('leaves out what was voided later, and only what had been', async () => {
    const voided: GivenEvent = {
      type: 'CallVoided',
      occurredAt: LATER,
      data: { callId: id('call'), voids: id('x'), was: { ...record, at: MAY }, reason: 'entered twice' },
    };
    expect(await managersAt([sales.called(MAY), voided])).toEqual([]);
    const outcome = { eventId: id('no'), managerId: id('manager'), version: 1, lines: [sales.line('line')] };
    const offerVoided = sales.offerVoided('2024-06-01T10:00:00.000Z', {
      offered: [{ version: 1, offeredAt: MAY, lines: [sales.line('line')] }],
      outcomes: [{ ...outcome, outcome: 'refused', at: LATER, refusal: sales.saidNo() }],
    });
    const events = [sales.offered(MAY), sales.refused(LATER, { offeredAt: MAY }), offerVoided];
    expect(await managersAt(events)).toEqual([]);
  });

  it('has the outcome and the segment of then', async () => {
    const events: GivenEvent[] = [
      sales.introduced(MAY),
      sales.registered(MAY, { segment: 'north' }),
      sales.offered(MAY),
      sales.accepted(MAY, { offeredAt: MAY }),
      { type: 'ClientClassified', occurredAt: LATER, data: { clientId: id('client'), segment: 'south', by: 'rule' } },
    ];
    const segmentsAt = async (at: string) =>
      (await reportOver(projections, events)(staleProductsReport, {}, { at })).sections['acceptance-by-segment'];
    expect(await segmentsAt(NOON)).toMatchObject([{ segment: 'north', accepted: 1, decided: 1 }]);
    expect(await segmentsAt(LATER)).toMatchObject([{ segment: 'south', accepted: 1, decided: 1 }]);
  });
});
