import type { FactsDb, FactTables } from '../facts/tables';

/** What is read of the facts to propose campaigns and to say what they brought. */
export type CampaignTables = FactTables;
export type CampaignDb = FactsDb;
