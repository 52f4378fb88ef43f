import type { PromptFile } from './prompt-file.ts';

/** Everything that makes a version, as text for people and for comparisons. */
export function promptText({ content, variables, config }: PromptFile): string {
  const settings = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}`);
  return [
    `variables: ${variables.toSorted().join(', ') || 'none'}`,
    ...settings,
    ...content.flatMap(({ role, content: text }) => [
      '',
      `[${role}]`,
      ...text.replace(/\r\n?/g, '\n').trim().split('\n'),
    ]),
  ].join('\n');
}
