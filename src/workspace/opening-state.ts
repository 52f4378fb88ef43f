import type { Outside } from '../core/outside.ts';
import type { AppDescription } from './app-description.ts';
import { randomCapitals, randomLetters } from './random-text.ts';
import type { UserRecord } from './records.ts';
import type { World } from './world.ts';

export const adminUserId = 'U0LOCALOPER';
export const generalChannelId = channelIdOf('general');

const people: readonly UserRecord[] = [
  { id: 'U0LOCALDSGN', name: 'designer', realName: 'Designer', isBot: false, isAdmin: false },
  { id: 'U0LOCALENGR', name: 'engineer', realName: 'Engineer', isBot: false, isAdmin: false },
  { id: adminUserId, name: 'operator', realName: 'Operator', isBot: false, isAdmin: true },
];
const botUserId = 'U0LOCALGAPP';

/** Fills an empty workspace with two channels and three people, and brings the app's user up to date in any. */
export function openWorld(world: World, app: AppDescription, outside: Outside, isEmpty: boolean): void {
  if (isEmpty) createOpeningState(world, outside);
  world.saveUser({
    id: botUserId,
    name: app.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    realName: app.name,
    isBot: true,
    isAdmin: false,
  });
}

function channelIdOf(name: string): string {
  return `C0LOCAL${name.slice(0, 4).toUpperCase()}`;
}

function createOpeningState(world: World, outside: Outside): void {
  const random = (length: number): string => randomLetters(outside, length);
  world.saveIdentity({
    teamId: 'T0LOCALTEAM',
    teamName: 'Local workspace',
    teamDomain: 'local',
    appId: 'A0LOCALGAPP',
    botUserId,
    botId: 'B0LOCALGAPP',
    botToken: `xoxb-local-${random(24)}`,
    appToken: `xapp-1-A0LOCALGAPP-${random(24)}`,
    signingSecret: random(32),
    verificationToken: random(24),
  });
  for (const person of people) world.saveUser(person);
  const everybody = [...people.map((person) => person.id), botUserId];
  for (const name of ['general', 'links']) {
    world.saveChannel({
      id: channelIdOf(name),
      name,
      kind: 'public',
      memberIds: [...everybody],
      createdAt: outside.clock.now(),
      creatorId: adminUserId,
    });
  }
  for (const person of people) openDirectMessage(world, person.id, outside);
}

/** The direct message between a person and the app, made where there is none. @returns its id */
export function openDirectMessage(world: World, userId: string, outside: Outside): string {
  const known = [...world.channels.values()].find(
    (channel) => channel.kind === 'im' && channel.memberIds.includes(userId),
  );
  if (known) return known.id;
  const id = `D0${randomCapitals(outside, 9)}`;
  world.saveChannel({
    id,
    name: '',
    kind: 'im',
    memberIds: [userId, botUserId],
    createdAt: outside.clock.now(),
    creatorId: userId,
  });
  return id;
}
