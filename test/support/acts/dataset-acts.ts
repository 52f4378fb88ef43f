import { sampleDatasetItem } from '../sample-dataset-item.ts';
import { type Act, admins, lineOf, pressOf, type Stage, submissionOf } from './act.ts';

/** What is done to datasets. */
export const datasetActs: readonly Act[] = [
  decide('dataset_confirm', 'active', 'rejected'),
  decide('dataset_reject', 'rejected', 'active'),
  {
    id: 'modal dataset_import',
    needs: 'dataset.import',
    people: admins,
    two: 'same',
    again: 'same',
    // It adds what is in the file, whatever the dataset holds by then.
    async prepare({ program, mark }) {
      const { server, app } = program;
      const name = `acts-${mark}`;
      server.always('files.info', {
        ok: true,
        file: { id: 'F1', name: 'items.json', url_private: `${server.url}items.json` },
      });
      server.always('items.json', [{ id: 'of-a-file', url: 'https://heron.example/notes' }]);
      return {
        payload: submissionOf('dataset_import', name, { file: { type: 'file_input', files: [{ id: 'F1' }] } }),
        count: async () => (await app.store.datasets.get(name))?.itemCount ?? 0,
      };
    },
  },
  {
    id: '/dataset add',
    needs: 'dataset.add',
    people: admins,
    two: 'same',
    again: 'same',
    async prepare({ program, mark }) {
      const name = `acts-${mark}`;
      return {
        payload: lineOf('/dataset', `add ${name} https://${mark}.example/page`),
        count: async () => (await program.app.store.datasets.get(name))?.itemCount ?? 0,
      };
    },
  },
  {
    id: '/dataset import',
    needs: 'dataset.import',
    people: admins,
    two: 'same',
    again: 'same',
    isShared: true,
    async prepare({ program }) {
      const { datasets } = program.app.store;
      const files = (await datasets.list()).find(({ name }) => name === 'smoke');
      const [item] = await datasets.items('smoke', { limit: 1 });
      if (!files || !item) throw new Error('the program brings the dataset smoke');
      await datasets.remove('smoke', [item.id]);
      return {
        payload: lineOf('/dataset', 'import'),
        count: async () => ((await datasets.getItem('smoke', item.id)) === null ? 0 : 1),
      };
    },
  },
  {
    id: '/export run',
    needs: 'export.run',
    people: admins,
    two: 'each',
    again: 'each',
    async prepare(stage) {
      const { program, mark } = stage;
      const name = await putItem(stage, 'active');
      return {
        payload: lineOf('/export', `run ${name}`),
        async count() {
          const records = await program.app.store.exports.list('T1', 100);
          return records.filter(({ params }) => params.dataset === `acts-${mark}`).length;
        },
      };
    },
  },
];

async function putItem({ program, mark }: Stage, status: 'active' | 'candidate'): Promise<string> {
  const { datasets } = program.app.store;
  const name = `acts-${mark}`;
  await datasets.ensure({ name, description: 'Of one test.', origin: 'store' });
  await datasets.put(name, [sampleDatasetItem({ id: 'one', status })]);
  return name;
}

function decide(actionId: string, to: 'active' | 'rejected', other: 'active' | 'rejected'): Act {
  return {
    id: `button ${actionId}`,
    needs: 'dataset.review',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { datasets } = stage.program.app.store;
      const name = await putItem(stage, 'candidate');
      return {
        payload: pressOf(actionId, `${name}/one`),
        count: async () => ((await datasets.getItem(name, 'one'))?.status === to ? 1 : 0),
        moveOn: async () => void (await datasets.setStatus(name, 'one', 'candidate', other)),
      };
    },
  };
}
