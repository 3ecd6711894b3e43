import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that lives (one that ended and is only not yet collected by its parent is none). */
export type ProcessRow = { readonly pid: number; readonly parent: number; readonly group: number };

/** Every living process of this machine; on Linux from /proc, elsewhere on POSIX from `ps`. Not for Windows, where taskkill knows trees. */
export async function processTable(): Promise<readonly ProcessRow[]> {
  return process.platform === 'linux' ? linuxTable() : rowsOfPs(await output('ps', psWords));
}

const psWords = ['-A', '-o', 'pid=,ppid=,pgid=,stat='];

function linuxTable(): readonly ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? linuxStat(name) : undefined;
    if (stat !== undefined && stat.state !== 'Z' && stat.state !== 'X') rows.push(stat);
  }
  return rows;
}

type LinuxStat = ProcessRow & { readonly state: string; readonly startTicks: number };

/** proc(5): `pid (name) state ppid pgrp …`, start time in clock ticks since boot as field 22; the name may hold anything, so read from its last `)`. */
function linuxStat(pid: string): LinuxStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (index: number): number => Number(fields[index]);
    return { pid: Number(pid), state: fields[0] ?? '', parent: number(1), group: number(2), startTicks: number(19) };
  } catch {
    return undefined;
  }
}

function rowsOfPs(text: string): readonly ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    if (pid === undefined || parent === undefined || group === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  });
}

/** The process, all that belong to its group, and all that descend from either, as far as parents are known. */
export function treeOf(root: number, table: readonly ProcessRow[]): readonly number[] {
  const found = new Set(table.filter(({ pid, group }) => pid === root || group === root).map(({ pid }) => pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent) || parent === root) found.add(pid);
  }
  return [...found];
}

/** Processes that work in a folder or below it. Only Linux tells; elsewhere none are found. */
export function processesIn(folder: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const inside = (cwd: string): boolean => cwd === folder || cwd.startsWith(`${folder}/`);
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && inside(readlinkSync(`/proc/${name}/cwd`)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Whether a process was started with this (`NAME=value`) in its environment. Only Linux tells. */
export function startedWith(pid: number, variable: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
  } catch {
    return false;
  }
}

/** When a process started, in milliseconds since 1970, to about a second; undefined when it is gone or the system does not say. */
export async function startOf(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return windowsStart(pid);
  const time = Date.parse(await output('ps', ['-o', 'lstart=', '-p', String(pid)], { LC_ALL: 'C' }));
  return Number.isNaN(time) ? undefined : time;
}

/** Linux counts in ticks of 1/100 s (USER_HZ, the same on every architecture that Node runs on). */
function linuxStart(pid: number): number | undefined {
  const stat = linuxStat(String(pid));
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  if (stat === undefined || stat.state === 'Z' || boot === undefined) return undefined;
  return Number(boot) * 1000 + stat.startTicks * 10;
}

async function windowsStart(pid: number): Promise<number | undefined> {
  const script = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`;
  const time = Date.parse(
    (await output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script])).trim(),
  );
  return Number.isNaN(time) ? undefined : time;
}

/** What a system tool prints, empty when it fails: then nothing is known. */
const output = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
    execFile(program, [...args], options, (_error, stdout) => resolve(stdout));
  });
