import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelMoveKind } from '../../../src/core/prompt-labels.ts';
import { type Act, admins, countJobs, lineOf, pressOf, type Stage } from './act.ts';

const name = 'stage-b-compose-reply';
const [first, second] = ['111111111111', '222222222222'];
const operators = ['UOPERATOR', 'UADMIN'] as const;

/** What is done to prompts and their labels. */
export const promptActs: readonly Act[] = [
  {
    id: 'button prompt_undo',
    needs: 'prompt.undo',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      await moveTo(stage, first, promptOf(stage));
      const id = await moveTo(stage, second, promptOf(stage));
      return {
        payload: pressOf('prompt_undo', `${id}/${promptOf(stage)}/staging`),
        ...countMoves(stage, 'undo'),
        moveOn: async () => void (await moveTo(stage, first, promptOf(stage))),
      };
    },
  },
  {
    id: '/prompt promote',
    needs: 'prompt.promote',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      for (const version of [second, first]) await moveTo(stage, version, promptOf(stage));
      return {
        payload: lineOf('/prompt', `promote ${promptOf(stage)} ${second} --label staging`),
        ...countMoves(stage, 'promote'),
      };
    },
  },
  {
    id: '/prompt rollback',
    needs: 'prompt.rollback',
    people: admins,
    two: 'one',
    // Once more goes back one further; here there is nothing further.
    again: 'refused',
    async prepare(stage) {
      for (const version of [first, second]) await moveTo(stage, version, promptOf(stage));
      return {
        payload: lineOf('/prompt', `rollback ${promptOf(stage)} --label staging`),
        ...countMoves(stage, 'rollback'),
      };
    },
  },
  {
    id: '/prompt sync',
    needs: 'prompt.sync',
    people: admins,
    two: 'same',
    again: 'same',
    isShared: true,
    async prepare({ program, mark }) {
      const { prompts } = program.app.store;
      const file = join(program.rootDirectory, 'prompts', `${name}.yaml`);
      writeFileSync(file, readFileSync(file, 'utf8').replace(/You write \w+ replies/, `You write ${mark} replies`));
      const before = (await prompts.list()).length;
      return { payload: lineOf('/prompt', 'sync'), count: async () => (await prompts.list()).length - before };
    },
  },
  {
    id: '/prompt ab/start',
    needs: 'prompt.split',
    people: admins,
    two: 'one',
    again: 'refused',
    isShared: true,
    async prepare(stage) {
      const { promptSplits } = stage.program.app.store;
      await moveTo(stage, first);
      await moveTo(stage, second);
      for (const { id } of await promptSplits.running()) await promptSplits.end(id, 'UOTHER', 1);
      return {
        payload: lineOf('/prompt', `ab ${name} ${first} ${second}`),
        count: async () => (await promptSplits.running()).length,
      };
    },
  },
  {
    id: '/prompt ab/stop',
    needs: 'prompt.split',
    people: admins,
    two: 'one',
    again: 'refused',
    isShared: true,
    async prepare(stage) {
      const { promptSplits } = stage.program.app.store;
      for (const { id } of await promptSplits.running()) await promptSplits.end(id, 'UOTHER', 1);
      const at = {
        sharePercent: 50,
        startedBy: 'UOTHER',
        startedAt: Date.UTC(2026, 2, 2, 9, 8),
        endedBy: null,
        endedAt: null,
      };
      await promptSplits.start({ id: `split-${stage.mark}`, name, a: first, b: second, ...at });
      return {
        payload: lineOf('/prompt', `ab ${name} stop`),
        count: async () => ((await promptSplits.running()).length === 0 ? 1 : 0),
      };
    },
  },
  {
    id: '/prompt try',
    needs: 'prompt.try',
    people: operators,
    two: 'each',
    again: 'each',
    isShared: true,
    async prepare(stage) {
      await moveTo(stage, first);
      const before = await countJobs(stage, 'try-prompt:');
      return {
        payload: lineOf('/prompt', `try ${name}@${first} https://${stage.mark}.example/page`),
        count: async () => (await countJobs(stage, 'try-prompt:')) - before,
      };
    },
  },
];

function promptOf({ mark }: Stage): string {
  return `acts-${mark}`;
}

/** What the program runs, under another version. */
async function content({ program }: Stage, version = first) {
  const prod = await program.app.store.prompts.getByLabel(name, 'prod');
  if (!prod) throw new Error('the program brings its prompts');
  return { name, version, content: prod.version.content, createdAt: 1 };
}

/** Somebody else points `staging` to a version. @returns the id of the move */
async function moveTo(stage: Stage, version: string, prompt = name): Promise<number> {
  const { prompts } = stage.program.app.store;
  await prompts.addVersion({ ...(await content(stage, version)), name: prompt });
  const move = { name: prompt, label: 'staging', version, kind: 'promote', changedBy: 'UOTHER', changedAt: 1 } as const;
  const done = await prompts.moveLabel({ ...move, reason: null });
  if (done.outcome === 'moved') return done.move.id;
  const newest = (await prompts.labelHistory(prompt)).find(({ label }) => label === 'staging');
  return newest?.id ?? 0;
}

/** Moves of this kind by people of the test. */
function countMoves(stage: Stage, kind: LabelMoveKind) {
  return {
    async count(): Promise<number> {
      const moves = await stage.program.app.store.prompts.labelHistory(promptOf(stage));
      return moves.filter((move) => move.kind === kind && move.changedBy !== 'UOTHER').length;
    },
  };
}
