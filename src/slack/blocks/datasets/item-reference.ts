import { datasetItemIdPattern, datasetNamePattern } from '../../../core/dataset.ts';

/** What a button carries: an item, or the place in a list behind it. */
export interface ItemReference {
  name: string;
  /** Empty for the beginning of the list. */
  id: string;
}

export function formatItemReference({ name, id }: ItemReference): string {
  return `${name}/${id}`;
}

/** @returns null for a value that this code did not make. */
export function parseItemReference(value: string | undefined): ItemReference | null {
  const [name = '', id = '', ...rest] = (value ?? '').split('/');
  const isOurs = datasetNamePattern.test(name) && (id === '' || datasetItemIdPattern.test(id)) && rest.length === 0;
  return isOurs ? { name, id } : null;
}
