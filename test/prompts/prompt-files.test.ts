import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptVersionOf } from '../../src/prompts/prompt-file.ts';
import { readPromptFile, readPromptFiles } from '../../src/prompts/read-prompt-files.ts';
import { renderPrompt } from '../../src/prompts/render-prompt.ts';

const yaml = `name: greet
description: Greets.
variables: [who, boundary]
content:
  - role: system
    content: |
      Data stands in <{{boundary}}>.
  - role: user
    content: Hello {{ who }}.
`;

describe('a prompt file', () => {
  const file = readPromptFile('prompts/greet.yaml', yaml);

  it('renders every message', () => {
    expect(renderPrompt(file, 'v', { who: 'Ana', boundary: 'b1' })).toEqual([
      { role: 'system', content: 'Data stands in <b1>.' },
      { role: 'user', content: 'Hello Ana.' },
    ]);
  });

  it('never expands what stands in a value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('{{boundary}}', '{{who}}', '$1', '$&', '{{ who }} $`')),
        (who) => {
          const [, message] = renderPrompt(file, 'v', { who, boundary: 'b1' });
          expect(message?.content).toBe(`Hello ${who}.`);
        },
      ),
    );
  });

  it('says which variable was not given', () => {
    expect(() => renderPrompt(file, 'abc', { who: 'Ana' })).toThrow(/greet@abc needs boundary/);
  });

  it('has a version of 12 hex digits that only content, variables and config change', () => {
    const version = promptVersionOf(file);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(promptVersionOf({ ...file, name: 'other', description: 'Other.' })).toBe(version);
    expect(promptVersionOf({ ...file, variables: file.variables.toReversed() })).toBe(version);
    const windows = file.content.map((message) => ({
      ...message,
      content: `${message.content.replaceAll('\n', '\r\n')}\n`,
    }));
    expect(promptVersionOf({ ...file, content: windows })).toBe(version);
    expect(promptVersionOf({ ...file, config: { temperature: 0.1 } })).not.toBe(version);
    expect(promptVersionOf({ ...file, content: file.content.slice(1) })).not.toBe(version);
  });

  it.each([
    ['a missing key', yaml.replace('description: Greets.\n', ''), /prompts\/greet\.yaml: description/],
    ['an unknown key', `${yaml}colour: red\n`, /colour/],
    [
      'an unknown role, with its line',
      yaml.replace('role: user', 'role: robot'),
      /line 8: content\.1\.role: .*"system"\|"user"/,
    ],
    [
      'an undeclared variable, with its line',
      yaml.replace('{{ who }}', '{{ whom }}'),
      /line 9: .*\{\{ whom \}\} is not declared; declared: who, boundary/,
    ],
    ['an unused variable', yaml.replace('Hello {{ who }}', 'Hello'), /line 3: variables\.0: "who" is not used/],
    ['a name unlike the file’s', yaml.replace('name: greet', 'name: hello'), /line 1: name: must be "greet"/],
    [
      'broken YAML, with its line',
      yaml.replace('content:\n  - role', 'content: [\n  - role'),
      /prompts\/greet\.yaml, line \d+/,
    ],
    ['a list instead of a prompt', '- a\n- b\n', /expected object/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => readPromptFile('prompts/greet.yaml', text)).toThrow(message);
  });
});

describe('the project’s prompts', () => {
  it('are all in order', async () => {
    const files = await readPromptFiles('prompts');
    expect(files.map((file) => file.name)).toEqual(
      expect.arrayContaining(['stage-a-extract-facts', 'stage-b-compose-reply']),
    );
  });
});
