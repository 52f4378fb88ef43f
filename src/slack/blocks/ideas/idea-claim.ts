/** What the button beside an idea carries: what it says, so that a second press of it, or one of an old modal, does not do the opposite. */
export interface IdeaClaim {
  id: string;
  /** true: take it on; false: give it up. */
  isWanted: boolean;
}

export function formatIdeaClaim({ id, isWanted }: IdeaClaim): string {
  return `${isWanted ? 'take' : 'leave'}/${id}`;
}

/** @returns null for a value that this code did not make. */
export function parseIdeaClaim(value: string | undefined): IdeaClaim | null {
  const [, word, id = ''] = /^(take|leave)\/([0-9a-f]{1,64})$/.exec(value ?? '') ?? [];
  return word === undefined ? null : { id, isWanted: word === 'take' };
}
