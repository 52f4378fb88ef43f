import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';

/** int8 and numeric, as counts and sums come; ours fit a JavaScript number. */
const numberTypes = new Set([20, 1700]);

/** How values of the database are read: numbers as numbers. */
export const postgresTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    numberTypes.has(oid) ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};
