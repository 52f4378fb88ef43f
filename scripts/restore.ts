/** `npm run -s restore -- FOLDER [--replace]`: checks a backup and puts it where the settings say the databases are; Gloss must not run. */
import { restore } from '../src/store/backup/restore.ts';
import { describeFiles } from './backup/describe-files.ts';
import { runDoor } from './backup/run-door.ts';
import { storeFiles } from './backup/store-files.ts';

await runDoor('Usage: npm run -s restore -- FOLDER [--replace]', { replace: true }, async ({ folder, replace }) => {
  const { manifest, movedTo } = await restore(folder, storeFiles(), { replace, now: new Date() });
  return [
    `Restored what was backed up at ${manifest.createdAt}; every table's rows and hash are as they were then:`,
    ...describeFiles(manifest.files),
    ...movedTo.map((path) => `What stood there before is now ${path}.`),
  ];
});
