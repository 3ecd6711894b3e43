import os from 'node:os';
import type { Machine } from '../run/governor.ts';

/** The computer as it is now; asked when an agent is to be started, which is seldom. */
export function readMachine(): Machine {
  const [load = 0] = os.loadavg();
  return {
    // Windows has no such figure and says 0.
    load: process.platform === 'win32' ? undefined : load / os.availableParallelism(),
    freeMemory: freeMemory(),
  };
}

/** macOS fills memory with caches and counts them as used, so what it calls free says nothing. */
function freeMemory(): number | undefined {
  if (process.platform === 'darwin') return undefined;
  // Since Node 20.13; before it, what is free without the caches is the careful guess.
  return typeof process.availableMemory === 'function' ? process.availableMemory() : os.freemem();
}
