/** Fields that hold no words of people's, by their name: whatever event they are in. */
export const formsByName: Readonly<Record<string, string>> = {
  month: 'a month, as 2024-05',
  currency: 'a code by ISO 4217',
  exchangeRate: 'a number',
  number: 'of a document, from its series',
  series: 'of document numbers',
  year: 'four digits',
  externalNumber: 'of a document in another system',
  reservationId: 'a series, or a keyed digest',
  opens: 'a time of day',
  closes: 'a time of day',
  asOf: 'a position of the log',
  catalogue: 'a name of small letters and hyphens',
};

const firm =
  'names a firm that the company competes with, and is what refusals are counted by; of the client it says nothing';
const group = 'names a group of clients, and is what figures are counted by';
const source = 'names who counts a market: a study, a register; of no client';
const system = 'names another system, not who is in it';
const team = 'names a team of the company';
const company = 'about what the company does with a product, not with a client';

/** The texts of events that are kept plain, and why. All others are sealed (src/domain/personal-texts.ts). */
export const plainTexts: Readonly<Record<string, string>> = {
  'CallLogged.pitch.refused.competitor': firm,
  'OfferLinesRefused.competitor': firm,
  'OfferVoided.outcomes.refusal.competitor': firm,
  'RefusalCorrected.now.competitor': firm,
  'RefusalCorrected.was.competitor': firm,
  'ClientClassified.segment': group,
  'ClientRegistered.segment': group,
  'ClientRegistered.externalId.source': system,
  'ManagerRegistered.externalId.source': system,
  'ProductIntroduced.externalId.source': system,
  'ManagerMovedToTeam.previousTeamId': team,
  'ManagerMovedToTeam.teamId': team,
  'ManagerRegistered.teamId': team,
  'AvailabilityChanged.reason': company,
  'CampaignClosed.conclusion': company,
  'CampaignPlanned.name': company,
  'ProductIntroduced.category': company,
  'ProductIntroduced.externalId.id': company,
  'ProductIntroduced.name': company,
  'ProductWithdrawn.reason': company,
  'MarketSizeStated.segment': group,
  'MarketSizeStated.source': source,
  'ReasonDefined.label': 'the words for a code of the catalogue',
};
