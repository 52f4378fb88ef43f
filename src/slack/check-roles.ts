import type { Log } from '../core/outside.ts';
import type { People } from './people.ts';
import type { SlackSettings } from './settings.ts';

const lists = [
  ['admins', 'change what others see'],
  ['operators', 'run evals and the like besides the admins'],
  ['readers', 'read figures and traces besides the others'],
] as const;

/** Says at the start which role nobody holds, and which group or channel in a list cannot be read: whoever is in it holds nothing. */
export async function checkRoles(
  settings: Pick<SlackSettings, 'admins' | 'operators' | 'readers'>,
  people: People,
  log: Log,
): Promise<void> {
  for (const [role, may] of lists) {
    const setting = `slack.${role}`;
    if (settings[role].length === 0) log.info(`nobody is set who may ${may}`, { setting });
    for (const id of settings[role]) {
      const isGroup = id.startsWith('S');
      if (!isGroup && !/^[CG]/.test(id)) continue;
      const found = await (isGroup ? people.ofGroup(id) : people.ofChannel(id));
      if (found === null) log.warn('a role names a group or channel that Slack does not tell of', { setting, id });
      else if (found.size === 0) log.warn('a role names a group or channel with nobody in it', { setting, id });
    }
  }
}
