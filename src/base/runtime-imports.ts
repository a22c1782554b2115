import { parseSync } from 'oxc-parser';

/** What a module loads when it runs. Type-only imports are none. */
export interface RuntimeImports {
  /** As written: relative, or of packages. */
  readonly specifiers: readonly string[];
  /** An `import()` of something that only running it would tell, as written. */
  readonly computed: string | undefined;
  /** The first thing that is no JavaScript or TypeScript, with its offset in the text. */
  readonly mistake: { readonly message: string; readonly offset: number } | undefined;
}

/** Reads the imports of a module from its text, without running it. */
export function runtimeImports(file: string, text: string): RuntimeImports {
  const { module, errors } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value])),
    ),
  ];
  let computed: string | undefined;
  for (const { moduleRequest } of module.dynamicImports) {
    const written = text.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(['"])(.*)\1$/.exec(written)?.[2];
    if (literal === undefined) computed ??= written;
    else specifiers.push(literal);
  }
  const [error] = errors;
  const mistake = error && { message: error.message, offset: error.labels[0]?.start ?? 0 };
  return { specifiers, computed, mistake };
}
