/** `npm run -s backup -- FOLDER`: both databases as they are at this moment, while Gloss goes on. */
import { backUp } from '../src/store/backup/back-up.ts';
import { describeFiles } from './backup/describe-files.ts';
import { runDoor } from './backup/run-door.ts';
import { storeFiles } from './backup/store-files.ts';

await runDoor('Usage: npm run -s backup -- FOLDER', { replace: false }, async ({ folder }) => {
  const { createdAt, files } = await backUp(storeFiles(), folder, new Date());
  return [`Backed up to ${folder} at ${createdAt}:`, ...describeFiles(files)];
});
