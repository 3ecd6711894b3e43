// The demo agent as its command runs it, without the rest of the command line.
import { runDemoAgent } from '../../src/runner/demo/command.ts';

await runDemoAgent('0.0.0');
