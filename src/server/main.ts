import { parseArgs } from 'node:util';
import {
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import manifest from '../../package.json' with { type: 'json' };
import { serve } from './serve.ts';

const help = `phaseline-server ${manifest.version}: the language server for phase plans

  phaseline-server --stdio      speaks the Language Server Protocol on standard input and output
  phaseline-server --version    prints the version

Editors start it; docs/editors.md says how to set them up.
`;

/** `--node-ipc` is what VS Code's client says. It and others also name the process that they are, whose end closes our input. */
const options = {
  stdio: { type: 'boolean' },
  'node-ipc': { type: 'boolean' },
  clientProcessId: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function run(): void {
  const { values } = parseArgs({ options });
  if (values.version) process.stdout.write(`${manifest.version}\n`);
  else if (values.help) process.stdout.write(help);
  else if (values['node-ipc']) over(new IPCMessageReader(process), new IPCMessageWriter(process));
  else if (values.stdio) over(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  else throw new Error('Say --stdio: there is no other way to talk to it.');
}

/** Ends when the client says so or is gone: 0 after a proper shutdown, else 1. */
function over(reader: MessageReader, writer: MessageWriter): void {
  const about = { version: manifest.version, pages: new URL('../docs/diagnostics/', import.meta.url).href };
  void serve(reader, writer, about).then((ended) => process.exit(ended === 'shutdown' ? 0 : 1));
}

try {
  run();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${help}`);
  process.exitCode = 2;
}
