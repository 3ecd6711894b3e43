import type { Edit } from './edit.ts';
import type { Job } from './job.ts';
import type { HookRule } from './rule.ts';

/** Jobs that still take edits along: one for a rule and a file, or for a rule and a root where it takes many files at once. */
export class Gathering {
  readonly #open = new Map<HookRule, Map<string, Job>>();

  find(rule: HookRule, edit: Edit): Job | undefined {
    return this.#open.get(rule)?.get(keyOf(rule, edit));
  }

  open(job: Job, edit: Edit): void {
    const jobs = this.#open.get(job.rule) ?? new Map<string, Job>();
    this.#open.set(job.rule, jobs.set(keyOf(job.rule, edit), job));
  }

  /** It takes no further edit; the next one begins a job of its own. */
  close(job: Job): void {
    const [edit] = job.edits;
    if (edit !== undefined && this.find(job.rule, edit) === job)
      this.#open.get(job.rule)?.delete(keyOf(job.rule, edit));
  }
}

const keyOf = ({ batch }: HookRule, { root, path }: Edit): string => `${root}\0${batch > 1 ? '' : path}`;
