import type { PromptSource } from '../../src/core/ports.ts';

/** Prompts that only lay their variables out, one a line; the version names the label asked for. */
export const plainPrompts: PromptSource = {
  get: (name, label = 'prod') =>
    Promise.resolve({
      name,
      config: {},
      version: `${label}00000000`.slice(0, 12),
      render: (variables) => [
        { role: 'system', content: `task ${name}` },
        {
          role: 'user',
          content: Object.entries(variables)
            .map(([key, value]) => `${key}: ${value}`)
            .join('\n'),
        },
      ],
    }),
};
