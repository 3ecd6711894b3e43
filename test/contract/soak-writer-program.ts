// Works on an issues.jsonl until its standard input ends, as one of ours or as a program that knows nothing of us. Before an operation it prints
// what it is about to do, afterwards that it is done, each as a line of JSON.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import type { Operation } from './soak.ts';

const [folder = '', kind = '', name = '', seed = '1'] = process.argv.slice(2);
const store = jsonlStore({ folder, actor: name });
let state = Number(seed);
const below = (count: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * count);
};
const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

function next(turn: number): Operation {
  const key = `${name}-${turn}`;
  const does = kind === 'outside' ? 'create' : (['create', 'comment', 'comment', 'label', 'meta'] as const)[below(5)];
  return { does: does ?? 'comment', id: does === 'create' ? `x-${key}` : `s-${below(20)}`, key };
}

async function carryOut({ does, id, key }: Operation): Promise<void> {
  if (kind === 'outside')
    return appendFileSync(path.join(folder, 'issues.jsonl'), `${JSON.stringify({ id, title: key })}\n`);
  const done =
    does === 'create'
      ? await store.create({ id, title: key })
      : does === 'comment'
        ? await store.comment(id, key)
        : await store.update(id, does === 'label' ? { add_labels: [key] } : { set_metadata: { [key]: 'set' } });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}

let isEnding = false;
process.stdin.resume().on('end', () => {
  isEnding = true;
});
for (let turn = 0; !isEnding; turn++) {
  const operation = next(turn);
  say({ begins: operation });
  await carryOut(operation);
  say({ done: operation.key });
  // The outside program pauses, or it alone would fill the file.
  await new Promise((resolve) => setTimeout(resolve, kind === 'outside' ? 5 : 0));
}
store.dispose();
