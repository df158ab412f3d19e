import { isRefusal } from '../domain/shared/words';

/** What became of lines that were refused, by the group of the reason. */
export const refusalOutcome = (group: string | null): 'refused' | 'no_response' | 'invalid' => {
  if (isRefusal(group)) return 'refused';
  return group === 'unknown' ? 'no_response' : 'invalid';
};
