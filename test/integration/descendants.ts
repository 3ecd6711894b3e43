import { processTable } from '../../src/adapters/process-table.ts';

/** Everybody who descends from this process, which is the only one to start any here. */
export async function descendants(): Promise<readonly number[]> {
  const table = await processTable();
  const found = new Set([process.pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  return [...found].filter((pid) => pid !== process.pid);
}
