/** Writes what is derived from the code: manifest.json and the tables of the README. `--check` only says what is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentAliases, settingList } from '../src/config.ts';
import { commands } from '../src/slack/commands/index.ts';
import { slashName } from '../src/slack/commands/command.ts';
import { buildManifest } from '../src/slack/manifest.ts';
import { permissions } from '../src/slack/permissions.ts';
import { SlackSettings } from '../src/slack/settings.ts';

const root = join(import.meta.dirname, '..');

export function generatedFiles(readme: string): Map<string, string> {
  const tables: Record<string, string> = {
    commands: commandTable(),
    permissions: permissionTable(),
    aliases: aliasTable(),
    settings: settingTable(),
  };
  let text = readme;
  for (const [name, table] of Object.entries(tables)) {
    text = text.replace(
      new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated:${name} -->)`),
      (_all, open: string, close: string) => `${open}${table}\n${close}`,
    );
  }
  const manifest = buildManifest(SlackSettings.parse({}));
  return new Map([
    ['README.md', text],
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]);
}

function commandTable(): string {
  const rows = commands.map(
    (command) =>
      `| \`${slashName(command, '')}${command.usage === '' ? '' : ` ${cell(command.usage)}`}\` | ${cell(command.summary)} | ${command.access === 'everyone' ? 'everyone' : `${command.access}s`} |`,
  );
  return ['| command | what it does | who |', '|---|---|---|', ...rows].join('\n');
}

function permissionTable(): string {
  const rows = Object.entries(permissions).map(
    ([name, { role, isLocal, what }]) =>
      `| ${cell(what)} | ${role}s${isLocal === true ? '; in other workspaces their own admins' : ''} | \`${name}\` |`,
  );
  return ['| to do this | who | in the audit log |', '|---|---|---|', ...rows].join('\n');
}

function aliasTable(): string {
  const settings = new Map(settingList().map((setting) => [setting.name, setting]));
  const rows = Object.entries(environmentAliases).map(
    ([name, [first = '']]) => `| \`${name}\` | ${cell(settings.get(first)?.description ?? '')} |`,
  );
  return ['| variable | meaning |', '|---|---|', ...rows].join('\n');
}

function settingTable(): string {
  const rows = settingList().map(
    (setting) =>
      `| \`${setting.name}\`<br>\`${setting.environmentName}\` | ${cell(setting.description)} | ${cell(setting.allowed)} | ${cell(JSON.stringify(setting.defaultValue))} |`,
  );
  return ['| setting and variable | meaning | allowed | default |', '|---|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
}

function main(): void {
  const isCheck = process.argv.includes('--check');
  let isStale = false;
  for (const [name, text] of generatedFiles(readFileSync(join(root, 'README.md'), 'utf8'))) {
    let before: string | null = null;
    try {
      before = readFileSync(join(root, name), 'utf8');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    if (before === text) continue;
    if (isCheck) {
      isStale = true;
      process.stderr.write(`${name} is out of date: run "npm run generate".\n`);
    } else {
      writeFileSync(join(root, name), text);
      process.stderr.write(`${name} written.\n`);
    }
  }
  process.exitCode = isStale ? 1 : 0;
}

if (import.meta.main) main();
