/** So many clients a list of a campaign may hold. */
export const MOST_IN_LIST = 10_000;
