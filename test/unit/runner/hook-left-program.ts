// A life of the runner's hooks that goes on until it is killed: one file is edited, and its hook never ends.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { endless, realHooks } from './real-hooks.ts';

const [folder = ''] = process.argv.slice(2);
const hooks = realHooks(folder);
hooks.follow(endless);
writeFileSync(path.join(folder, 'a.txt'), 'a');
await hooks.driver.report([{ path: 'a.txt', change: 'created' }]);
await hooks.driver.idle('workspace');
