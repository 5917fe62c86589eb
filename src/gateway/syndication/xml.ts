const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** The same shape, in which what may be missing may be undefined as well. */
export type Sparse<T> = T extends object
  ? { [Name in keyof T]: Sparse<T[Name]> | (object extends Pick<T, Name> ? undefined : never) }
  : T;

/**
 * The same value without what is undefined, and without the characters that XML 1.0 cannot write, not even escaped: one of them
 * makes a whole document unreadable. Taken out before that is made: what is left can mean something there, such as `]]>`.
 */
export function xmlReady<T>(value: Sparse<T>): T {
  const legal = (_name: string, one: unknown) => (typeof one === 'string' ? one.replace(ILLEGAL_IN_XML, '') : one);
  return JSON.parse(JSON.stringify(value), legal);
}
