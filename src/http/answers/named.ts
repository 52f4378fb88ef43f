import { z } from 'zod';

/** Every shape that the OpenAPI description lists under a name of its own. */
export const namedSchemas: z.core.$ZodRegistry<{ id: string }> = z.registry<{ id: string }>();

/** Gives a shape its name in the OpenAPI description. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  namedSchemas.add(schema, { id });
  return schema;
}
