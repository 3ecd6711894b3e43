import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import manifest from '../../package.json' with { type: 'json' };
import { serve } from './serve.ts';

/** `--node-ipc` is what VS Code's client says; any other editor talks over standard input and output (`--stdio`). */
const overIpc = process.argv.includes('--node-ipc');
void serve(
  overIpc ? new IPCMessageReader(process) : new StreamMessageReader(process.stdin),
  overIpc ? new IPCMessageWriter(process) : new StreamMessageWriter(process.stdout),
  { version: manifest.version, pages: new URL('../docs/diagnostics/', import.meta.url).href },
).then((ended) => process.exit(ended === 'shutdown' ? 0 : 1));
