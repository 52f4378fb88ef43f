import { z } from 'zod';

const pair = /^([a-z0-9][a-z0-9-]{0,99})@([a-z0-9][a-z0-9_.-]{0,35})$/;

/** `NAME@LABEL`, several parted by commas, as label by name. */
export function promptLabelOption() {
  return z.string().transform((text, context): Record<string, string> => {
    const labels: Record<string, string> = {};
    for (const part of text.split(',').filter((each) => each !== '')) {
      const [, name = '', label = ''] = pair.exec(part.toLowerCase()) ?? [];
      if (name === '' || Object.hasOwn(labels, name)) {
        context.addIssue(name === '' ? `is no NAME@LABEL, e.g. stage-b@candidate` : `names ${name} twice`);
        return z.NEVER;
      }
      labels[name] = label;
    }
    return labels;
  });
}
