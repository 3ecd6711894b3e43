// What a person does once more where it did not take: the window drew something anew in that moment, or something else came to the front.

const most = 4;

/** Milliseconds that an attempt waits, and the last one. */
const patience = 8000;
const lastPatience = 30_000;

/** Up to four times; the failure of the last one is thrown. `act` gets how long to wait for each thing, in milliseconds; `retreat` clears away after an attempt that failed. */
export async function again<T>(act: (timeout: number) => Promise<T>, retreat?: () => Promise<void>): Promise<T> {
  for (let attempt = 1; attempt < most; attempt += 1) {
    try {
      return await act(patience);
    } catch {
      await retreat?.();
    }
  }
  return act(lastPatience);
}
