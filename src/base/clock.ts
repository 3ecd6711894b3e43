import type { Disposable } from './disposable.ts';

/** Time as a port, so that a whole run can play in virtual time. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after so many milliseconds, unless disposed before. */
  after(milliseconds: number, call: () => void): Disposable;
};
