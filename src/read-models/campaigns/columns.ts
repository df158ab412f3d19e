import {
  alike,
  dayColumn,
  idColumn,
  moneyColumn,
  namedColumn,
  nullable,
  shareColumn,
  shareDifferenceColumn,
  textColumn,
  wholeColumn,
  wholeColumns,
  type AnswerColumns,
} from '../kit/answer-columns';

const counts = (...names: readonly string[]): AnswerColumns => alike(names, nullable(wholeColumn()));
const sharesOrNull = (...names: readonly string[]): AnswerColumns => alike(names, nullable(shareColumn()));
const differenceWithin = (name: string): AnswerColumns =>
  alike([name, `${name}Low`, `${name}High`], nullable(shareDifferenceColumn()));

export const campaignsColumns = {
  campaigns: {
    ...{ campaignId: idColumn(), name: textColumn(), productId: namedColumn('product') },
    state: textColumn('planned, frozen, not launched, launched (and not begun), running or ended'),
    ...{ startsOn: dayColumn(), endsOn: dayColumn() },
    says: textColumn('worked, no difference seen, did harm; or why nothing is said'),
    ...wholeColumns('targets', 'control'),
    ...counts('targetsTook', 'controlTook'),
    ...sharesOrNull('targetsShare', 'controlShare'),
    ...differenceWithin('difference'),
    ...differenceWithin('adjusted'),
    targetsNotOffered: nullable(wholeColumn('Targets to whom it was not offered')),
    controlOffered: nullable(wholeColumn('Clients to be left alone to whom it was offered unasked')),
    ...sharesOrNull('smallestUplift', 'plannedPower', 'power', 'upliftSeen'),
  },
  companyControl: {
    ...{ year: textColumn(), says: textColumn() },
    ...wholeColumns('campaigns', 'clients', 'leftOut'),
    leftOutApproached: wholeColumn('Who was to be left out, and was a target all the same'),
    ...counts('clientsTook', 'leftOutTook'),
    ...sharesOrNull('clientsShare', 'leftOutShare'),
    ...differenceWithin('difference'),
  },
};

const candidateColumns: AnswerColumns = {
  ...{ clientId: namedColumn('client'), managerId: nullable(namedColumn('manager')), segment: nullable(textColumn()) },
  chance: shareColumn('How likely the client is to accept'),
  value: nullable(moneyColumn('amount')),
  currency: nullable(textColumn()),
};

export const proposalColumns = {
  proposal: {
    productId: namedColumn('product'),
    says: textColumn('can be measured, or why not: too few to know, no base rate, no such uplift'),
    clients: wholeColumn('Who could be approached, or be left alone'),
    ...counts('targets', 'control'),
    controlShare: nullable(shareColumn()),
    power: nullable(shareColumn('How surely the uplift is seen')),
    ...{ smallestUplift: shareColumn(), upliftSeen: nullable(shareColumn('What is seen in four of five campaigns')) },
    clientsNeeded: nullable(wholeColumn('Of too few: how many would do')),
    targetsNeeded: nullable(wholeColumn('Where fewer can be approached than it takes: how many it takes')),
    baseRate: nullable(shareColumn('What share takes it without a campaign')),
    ...sharesOrNull('baseRateLow', 'baseRateHigh'),
    days: wholeColumn(),
    contactDays: nullable(wholeColumn('Empty where nothing says how many clients can be approached a day')),
    answerDays: wholeColumn(),
    ...{ contactCost: moneyColumn('amount'), cost: moneyColumn('amount') },
    worth: nullable(moneyColumn('amount')),
    ...{ currency: nullable(textColumn()), worthIn: nullable(textColumn('margin or turnover, of an acceptance')) },
    ...{ seed: wholeColumn(), asOf: textColumn('The position of the log at which it was drawn up') },
  },
  excluded: { reason: textColumn(), clients: wholeColumn() },
  strata: { chance: shareColumn(), managerId: nullable(namedColumn('manager')), ...wholeColumns('targets', 'control') },
  control: candidateColumns,
  targets: candidateColumns,
};
