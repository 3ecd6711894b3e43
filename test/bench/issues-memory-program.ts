// Holds a tracker as the runner does, `node … FOLDER`, and prints the resident memory of its process in megabytes.
import { trackerPlace } from '../../src/adapters/tracker/open.ts';
import { Tracker } from '../../src/runner/daemon/tracker.ts';

const [folder = '.'] = process.argv.slice(2);
const options = { actor: 'bench', findProgram: (): undefined => undefined };
const tracker = new Tracker({
  ...trackerPlace(folder, options),
  kept: { read: async () => undefined, write: async () => {} },
});
await tracker.load();
console.log(tracker.issues.size, process.memoryUsage().rss / 1e6);
tracker.dispose();
