/** A workflow, or `action.yml`. */
export interface CheckedFile {
  /** Unique; of a block in a document with its line, `README.md:120`. One that ends in `action.yml` is such a file. */
  readonly name: string;
  readonly text: string;
}

export interface Finding {
  readonly name: string;
  readonly line: number;
  readonly message: string;
}

/** What the programs beside this file take. */
export interface CheckRequest {
  readonly files: readonly CheckedFile[];
  /** Of our action. */
  readonly inputs: Record<string, { readonly description: string }>;
}

/** Where every workflow is said to be while it is checked. */
export const CHECKED_PATH = '.github/workflows/checked.yml';
