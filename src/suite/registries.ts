let version = 0;

/** To be told when an entry was added to a registry, or taken out of it. */
export function registriesChanged(): void {
  version++;
}

/** A value that is made of the registries: when it is first asked for, and again whenever they have changed. */
export function ofRegistries<Value>(make: () => Value): () => Value {
  let made: { readonly version: number; readonly value: Value } | undefined;
  return () => {
    if (made?.version !== version) made = { version, value: make() };
    return made.value;
  };
}
