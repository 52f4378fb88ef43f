import { lookup } from 'node:dns/promises';

/** Looks a name up. @returns every address of the answer; an empty list where there is none. */
export type ResolveHost = (name: string) => Promise<readonly string[]>;

/** The system's resolver, so the hosts file and the machine's search order count. */
export const resolveBySystem: ResolveHost = async (name) => {
  const answer = await lookup(name, { all: true, verbatim: true });
  return answer.map((entry) => entry.address);
};
