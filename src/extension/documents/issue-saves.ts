import { ok, type Result } from '../../base/result.ts';
import { fieldsOf, type IssueFields } from '../../issues/document/fields.ts';
import { creationOf, type DocumentSave, saveOf } from '../../issues/document/save.ts';
import type { Issue } from '../../issues/issue.ts';
import type { NewIssue } from '../../issues/store.ts';
import type { IssueWrites } from '../tracker/writes.ts';

export type IssueSavesNeeds = {
  /** The issue as the tracker has it now. */
  known(id: string): Issue | undefined;
  create(issue: NewIssue): Promise<Result<Issue>>;
  readonly writes: Pick<IssueWrites, 'update' | 'depend' | 'undepend' | 'comment' | 'close' | 'reopen'>;
};

/**
 * Carries out what saving a document writes, field by field; the first refusal ends it, and what was written before it stays. The next save writes the rest:
 * what went through before is what the tracker has then, and of what a tracker cannot tell by itself this keeps note.
 */
export class IssueSaves {
  readonly #needs: IssueSavesNeeds;
  /** Issues that new documents became, by document. */
  readonly #created = new Map<string, Issue>();
  /** Comments that went through although what came after them did not, by document. */
  readonly #commented = new Map<string, string>();

  constructor(needs: IssueSavesNeeds) {
    this.#needs = needs;
  }

  /** The issue that a new document became. */
  createdFrom(document: string): string | undefined {
    return this.#created.get(document)?.id;
  }

  /** The document is closed, or shows what the tracker has. */
  forget(document: string): void {
    this.#created.delete(document);
    this.#commented.delete(document);
  }

  async create(document: string, mine: IssueFields): Promise<Result<Issue>> {
    const created = this.#created.get(document);
    if (created !== undefined) {
      const theirs = fieldsOf(this.#needs.known(created.id) ?? created);
      return this.save(document, created, saveOf({ base: theirs, mine, theirs }));
    }
    const { issue, rest } = creationOf(mine);
    const made = await this.#needs.create(issue);
    if (!made.ok) return made;
    this.#created.set(document, made.value);
    return this.save(document, made.value, rest);
  }

  async save(document: string, issue: Issue, { change, needs, comment, end }: DocumentSave): Promise<Result<Issue>> {
    const { writes } = this.#needs;
    const { id } = issue;
    const steps: (() => Promise<Result<Issue>>)[] = [
      ...(Object.keys(change).length === 0 ? [] : [() => writes.update(id, change)]),
      ...needs.remove.map((on) => () => writes.undepend(id, on)),
      ...needs.add.map((on) => () => writes.depend(id, on, 'blocks')),
      ...(comment === '' || comment === this.#commented.get(document)
        ? []
        : [() => this.#comment(document, id, comment)]),
      ...(end?.kind === 'close' ? [() => writes.close(id, end.reason)] : []),
      ...(end?.kind === 'reopen' ? [() => writes.reopen(id, end.reason)] : []),
    ];
    let done: Result<Issue> = ok(issue);
    for (const step of steps) if (done.ok) done = await step();
    if (done.ok) this.#commented.delete(document);
    return done;
  }

  async #comment(document: string, id: string, text: string): Promise<Result<Issue>> {
    const said = await this.#needs.writes.comment(id, text);
    if (said.ok) this.#commented.set(document, text);
    return said;
  }
}
