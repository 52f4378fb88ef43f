/** What can be wrong with a summary; the ids are stored. */
export const voteReasons = [
  { id: 'wrong_facts', label: 'Something in it is not true' },
  { id: 'missing_point', label: 'The main point is missing' },
  { id: 'bad_ideas', label: 'The project ideas do not help' },
  { id: 'hard_to_read', label: 'It is hard to read' },
  { id: 'wrong_length', label: 'It is too long or too short' },
  { id: 'wrong_page', label: 'It is about something else than the page' },
] as const;
export type VoteReasonId = (typeof voteReasons)[number]['id'];
