/** Prints the app manifest that fits the settings of this place: its mode, its addresses, its command prefix. */
import { explain } from '../src/main.ts';
import { loadConfig } from '../src/config.ts';
import { buildManifest } from '../src/slack/manifest.ts';

try {
  const { settings } = loadConfig(process.cwd(), process.env);
  process.stdout.write(`${JSON.stringify(buildManifest(settings.slack), null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
