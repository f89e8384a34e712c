export interface WordsRequest {
  readonly number: number;
  readonly samples: Int16Array;
}

export type WordsReport =
  | { readonly tell: 'words'; readonly number: number; readonly text: string }
  /** Recognition is not available at all. */
  | { readonly tell: 'failed'; readonly reason: string };
