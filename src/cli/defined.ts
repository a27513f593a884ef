/** Without the fields that are undefined, as exact optional properties want it. */
export function defined<T extends object>(
  given: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  // Exactly the fields whose type allowed undefined, and were, are gone.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof defined<T>
  >;
}
