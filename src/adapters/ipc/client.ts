import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Listen } from '../../base/emitter.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import { unpackIssues } from '../../issues/unpack.ts';
import {
  type Answer,
  type Hello,
  type IssuesState,
  type Notifications,
  type Params,
  protocolVersion,
  type RequestName,
  type Requests,
  type RunnerSettings,
} from '../../protocol/requests.ts';
import { errorText, fileFailure } from '../files.ts';
import { ensureHome, type WorkspaceFolders, workspaceFolders } from '../workspace.ts';
import { type Endpoint, readEndpoint } from './endpoint.ts';

export type ConnectOptions = {
  /** As `findWorkspace` gives it. */
  readonly workspace: string;
  readonly client: Hello['client'];
  readonly settings: RunnerSettings;
  /** Absolute path of `dist/cli.js`, to start a runner with; undefined: only an already running one will do. */
  readonly cli: string | undefined;
};

/** A client's line to the runner of its workspace. */
export type RunnerConnection = Disposable & {
  request<N extends RequestName>(name: N, params: Params<N>): Promise<Result<Requests[N]['result']>>;
  readonly onEvent: Listen<Notifications['event']>;
  readonly onHalted: Listen<Notifications['halted']>;
  /** The tracker with all its issues. */
  readonly onIssues: Listen<IssuesState>;
  readonly onIssuesChanged: Listen<Notifications['issuesChanged']>;
  readonly onTranscript: Listen<Notifications['transcript']>;
  /** The runner is gone, or this connection was disposed. Told once. */
  readonly onClose: Listen<void>;
};

/** Connects to the workspace's runner, starting one where there is none and `cli` says how. */
export async function connectRunner(options: ConnectOptions): Promise<Result<RunnerConnection>> {
  const folders = workspaceFolders(options.workspace);
  const first = await connectTo(readEndpoint(folders), options);
  if (first.ok || options.cli === undefined) return first;
  const started = await startRunner(folders, options.cli);
  return started.ok ? connectTo(readEndpoint(folders), options) : started;
}

async function connectTo(endpoint: Endpoint | undefined, options: ConnectOptions): Promise<Result<RunnerConnection>> {
  const unreachable = (detail: string): Result<RunnerConnection> =>
    fail({ kind: 'runner-unreachable', folder: options.workspace, detail });
  if (endpoint === undefined) return unreachable('none is running');
  const socket = await openSocket(endpoint.socket);
  if (socket === undefined) return unreachable('it does not listen any more');
  const connection = speak(socket, options.workspace);
  const { client, settings } = options;
  const hello = await connection.request('hello', {
    token: endpoint.token,
    protocol: protocolVersion,
    client,
    settings,
  });
  if (hello.ok) return ok(connection);
  connection.dispose();
  return hello;
}

const openSocket = (address: string): Promise<net.Socket | undefined> =>
  new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });

function speak(socket: net.Socket, workspace: string): RunnerConnection {
  const reader = new SocketMessageReader(socket);
  // Its watch over half a message is set again for ever, and would keep a command alive whose runner left in the middle of one.
  reader.partialMessageTimeout = 0;
  const rpc: MessageConnection = createMessageConnection(reader, new SocketMessageWriter(socket));
  const events = new Emitter<Notifications['event']>();
  const halted = new Emitter<Notifications['halted']>();
  const issues = new Emitter<IssuesState>();
  const issuesChanged = new Emitter<Notifications['issuesChanged']>();
  const transcripts = new Emitter<Notifications['transcript']>();
  const closed = new Emitter<void>();
  rpc.onNotification('event', (event: Notifications['event']) => events.emit(event));
  rpc.onNotification('halted', (told: Notifications['halted']) => halted.emit(told));
  rpc.onNotification('issuesChanged', (change: Notifications['issuesChanged']) => issuesChanged.emit(change));
  rpc.onNotification('transcript', (part: Notifications['transcript']) => transcripts.emit(part));
  // The close event follows every error of the socket; the error itself says nothing more.
  socket.on('error', () => undefined);
  rpc.onError(() => undefined);
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    rpc.dispose();
    socket.destroy();
    closed.emit();
  };
  let parts: Issue[] = [];
  rpc.onNotification('issuesPart', (part: Notifications['issuesPart']) => {
    for (const issue of unpackIssues(part) ?? []) parts.push(issue);
  });
  rpc.onNotification('issues', (told: Notifications['issues']) => {
    const all = parts;
    parts = [];
    if (told.state === 'none') return issues.emit(told);
    const { count, ...about } = told;
    // What does not come whole is asked for anew, over another line.
    if (all.length === count) issues.emit({ ...about, issues: all });
    else close();
  });
  rpc.onClose(close);
  rpc.listen();
  const request: RunnerConnection['request'] = async (name, params) => {
    if (!open) return fail({ kind: 'runner-unreachable', folder: workspace, detail: 'the connection is closed' });
    try {
      const answer = await rpc.sendRequest<Answer<typeof name>>(name, params);
      return 'value' in answer ? ok(answer.value) : fail(answer.failure);
    } catch (thrown) {
      return fail({ kind: 'runner-unreachable', folder: workspace, detail: errorText(thrown) });
    }
  };
  return {
    request,
    onEvent: events.listen,
    onHalted: halted.listen,
    onIssues: issues.listen,
    onIssuesChanged: issuesChanged.listen,
    onTranscript: transcripts.listen,
    onClose: closed.listen,
    dispose: close,
  };
}

/**
 * V8's room for young objects grows with what outlives it, as issues do while they are read, and is not given back: at 100,000 issues that was 130 MB
 * of a runner's memory. With this bound reading them takes as long.
 */
export const runnerFlags: readonly string[] = ['--max-semi-space-size=16'];

/**
 * Starts a runner that outlives us. It prints one word once it can be reached, or once it has found that another one can.
 * Inside VS Code `process.execPath` is Electron, which ELECTRON_RUN_AS_NODE turns into Node.
 */
async function startRunner(folders: WorkspaceFolders, cli: string): Promise<Result<void>> {
  let log: number;
  try {
    ensureHome(folders);
    log = openSync(folders.logFile, 'a', 0o600);
  } catch (thrown) {
    return fail(fileFailure('create', folders.home, thrown));
  }
  const child = spawn(process.execPath, [...runnerFlags, cli, 'runner', folders.workspace], {
    cwd: folders.workspace,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  closeSync(log);
  const { stdout } = child;
  const ready = await new Promise<boolean>((resolve) => {
    if (stdout !== null) createInterface({ input: stdout }).once('line', () => resolve(true));
    child.once('error', () => resolve(false));
    // Its word may still be on the way when it has ended: one that finds another runner says it and leaves.
    child.once('close', () => resolve(false));
  });
  stdout?.destroy();
  child.unref();
  return ready
    ? ok(undefined)
    : fail({
        kind: 'runner-unreachable',
        folder: folders.workspace,
        detail: `it ended at once; see ${folders.logFile}`,
      });
}
