import type { PoolClient } from 'pg';

/** After a failure: usable again where the rollback works, otherwise thrown away. */
export async function giveBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
