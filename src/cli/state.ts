/** Whether something is there: what was seen, or why not and what to do. */
export type State =
  | { readonly there: true; readonly detail: string }
  | { readonly there: false; readonly detail: string; readonly remedy: string };
