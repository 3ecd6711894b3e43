import type { Disposable } from '../../base/disposable.ts';

type Endings = {
  /** Told to end by the machine or a person. */
  end(): void;
  report(problem: unknown): void;
};

/**
 * Signals, and mistakes of our own that nothing else caught. A promise that nobody waited for leaves everything else as it was, so it is only
 * reported: agents are worth more than a clean exit. After a throw out of a callback nothing can be relied on, so the runner ends, and leaves
 * its runs so that they can be resumed from the journal.
 */
export function attendProcess({ end, report }: Endings): Disposable {
  const broken = (thrown: unknown): void => {
    report(thrown);
    end();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  process.on('unhandledRejection', report);
  process.on('uncaughtException', broken);
  return {
    dispose: () => {
      for (const signal of signals) process.off(signal, end);
      process.off('unhandledRejection', report);
      process.off('uncaughtException', broken);
    },
  };
}
