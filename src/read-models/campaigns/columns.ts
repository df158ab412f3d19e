import { column, alike, nullable, wholeColumns, type AnswerColumns } from '../kit/answer-columns';

const counts = (...names: readonly string[]): AnswerColumns => alike(names, nullable(column.whole()));
const sharesOrNull = (...names: readonly string[]): AnswerColumns => alike(names, nullable(column.share()));
const differenceWithin = (name: string): AnswerColumns =>
  alike([name, `${name}Low`, `${name}High`], nullable(column.shareDifference()));

export const campaignsColumns = {
  campaigns: {
    ...{ campaignId: column.id(), name: column.text(), productId: column.named('product') },
    state: column.text('planned, frozen, not launched, launched (and not begun), running or ended'),
    ...{ startsOn: column.day(), endsOn: column.day() },
    says: column.text('worked, no difference seen, did harm; or why nothing is said'),
    ...wholeColumns('targets', 'control'),
    ...counts('targetsTook', 'controlTook'),
    ...sharesOrNull('targetsShare', 'controlShare'),
    ...differenceWithin('difference'),
    ...differenceWithin('adjusted'),
    targetsNotOffered: nullable(column.whole('Targets to whom it was not offered')),
    controlOffered: nullable(column.whole('Clients to be left alone to whom it was offered unasked')),
    ...sharesOrNull('smallestUplift', 'plannedPower', 'power', 'upliftSeen'),
  },
  companyControl: {
    ...{ year: column.text(), says: column.text() },
    ...wholeColumns('campaigns', 'clients', 'leftOut'),
    leftOutApproached: column.whole('Who was to be left out, and was a target all the same'),
    ...counts('clientsTook', 'leftOutTook'),
    ...sharesOrNull('clientsShare', 'leftOutShare'),
    ...differenceWithin('difference'),
  },
};

const candidateColumns: AnswerColumns = {
  ...{
    clientId: column.named('client'),
    managerId: nullable(column.named('manager')),
    segment: nullable(column.text()),
  },
  chance: column.share('How likely the client is to accept'),
  value: nullable(column.money('amount')),
  currency: nullable(column.text()),
};

export const proposalColumns = {
  proposal: {
    productId: column.named('product'),
    says: column.text('can be measured, or why not: too few to know, no base rate, no such uplift'),
    clients: column.whole('Who could be approached, or be left alone'),
    ...counts('targets', 'control'),
    controlShare: nullable(column.share()),
    power: nullable(column.share('How surely the uplift is seen')),
    ...{ smallestUplift: column.share(), upliftSeen: nullable(column.share('What is seen in four of five campaigns')) },
    clientsNeeded: nullable(column.whole('Of too few: how many would do')),
    targetsNeeded: nullable(column.whole('Where fewer can be approached than it takes: how many it takes')),
    baseRate: nullable(column.share('What share takes it without a campaign')),
    ...sharesOrNull('baseRateLow', 'baseRateHigh'),
    days: column.whole(),
    contactDays: nullable(column.whole('Empty where nothing says how many clients can be approached a day')),
    answerDays: column.whole(),
    ...{ contactCost: column.money('amount'), cost: column.money('amount') },
    worth: nullable(column.money('amount')),
    ...{ currency: nullable(column.text()), worthIn: nullable(column.text('margin or turnover, of an acceptance')) },
    ...{ seed: column.whole(), asOf: column.text('The position of the log at which it was drawn up') },
  },
  excluded: { reason: column.text(), clients: column.whole() },
  strata: {
    chance: column.share(),
    managerId: nullable(column.named('manager')),
    ...wholeColumns('targets', 'control'),
  },
  control: candidateColumns,
  targets: candidateColumns,
};
