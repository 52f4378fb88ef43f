import { SlackRefusal } from './slack-refusal.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Refuses blocks that Slack would refuse on that surface. @throws SlackRefusal `invalid_blocks`, `msg_blocks_too_long` */
export function checkBlocks(blocks: readonly unknown[], surface: Surface): void {
  const max = surface === 'message' ? 50 : 100;
  if (blocks.length > max) throw new SlackRefusal('invalid_blocks');
}
