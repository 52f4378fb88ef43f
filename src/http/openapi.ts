import { z } from 'zod';
import { namedSchemas } from './answers/named.ts';
import { ProblemDetails } from './http-problem.ts';
import type { Route } from './route.ts';

export type JsonObject = Record<string, unknown>;

const schemaUri = (id: string): string => `#/components/schemas/${id}`;

/** OpenAPI 3.1 from the schemas that read the queries and shape the answers. */
export function describeApi(routes: readonly Route[]): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gloss',
      version: '1',
      description: 'Read-only figures and traces. Times are milliseconds since 1970, money is USD.',
    },
    paths: Object.fromEntries(routes.map((route) => [route.path, { get: operationOf(route) }])),
    components: {
      schemas: componentSchemas(),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of npm run api-key.' } },
    },
  };
}

function componentSchemas(): JsonObject {
  const { schemas } = z.toJSONSchema(namedSchemas, { uri: schemaUri });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutHead(schema as JsonObject)]));
}

function withoutHead({ $schema: _schema, $id: _id, id: _own, ...rest }: JsonObject): JsonObject {
  return rest;
}

function schemaOf(schema: z.ZodType): JsonObject {
  const id = namedSchemas.get(schema)?.id;
  return id === undefined ? withoutHead(z.toJSONSchema(schema)) : { $ref: schemaUri(id) };
}

function operationOf(route: Route): JsonObject {
  const answers = Map.groupBy(route.answers, ({ status }) => String(status));
  const responses = [...answers].map(([status, [answer]]) => [
    status,
    answer && {
      description: answer.description,
      content: { [answer.contentType]: { schema: schemaOf(answer.schema) } },
    },
  ]);
  const problem = {
    description: 'Why there is no answer.',
    content: { 'application/problem+json': { schema: schemaOf(ProblemDetails) } },
  };
  return {
    operationId: route.operationId,
    summary: route.summary,
    security: { key: [{ key: [] }], trusted: [{ key: [] }, {}], open: [{}] }[route.access],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    responses: { ...Object.fromEntries(responses), default: problem },
  };
}

function pathParameters({ params }: Route): JsonObject[] {
  return Object.entries(params).map(([name, { pattern, description }]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', pattern: pattern.source },
  }));
}

function queryParameters({ query }: Route): JsonObject[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' }) as { properties?: Record<string, JsonObject> };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: false,
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}
