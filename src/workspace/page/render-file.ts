import type { WorkspaceFile } from '../control-api.ts';
import { element } from './element.ts';
import { formatBytes } from './format-bytes.ts';
import { icon } from './icon.ts';

/** A file with its name, kind and size, and a link that saves it. */
export function renderFile(file: WorkspaceFile): HTMLElement {
  const kind = file.name.includes('.') ? (file.name.split('.').pop() ?? '').toUpperCase() : file.mimetype;
  return element(
    'a',
    {
      class: 'file-card',
      href: file.downloadPath,
      download: file.name,
      'data-testid': 'file',
      'aria-label': `Download ${file.name}, ${formatBytes(file.size)}`,
    },
    element('span', { class: 'file-icon' }, icon('file')),
    element(
      'span',
      { class: 'file-words' },
      element('span', { class: 'file-name' }, file.title || file.name),
      element('span', { class: 'file-details' }, `${kind} · ${formatBytes(file.size)}`),
    ),
    icon('download'),
  );
}
