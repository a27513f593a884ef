/** Whether a program of this path is a dynamic loader: glibc's `ld-linux-x86-64.so.2` and `ld-2.31.so`, musl's `ld-musl-x86_64.so.1`. */
export const isLoader = (path: string): boolean =>
  /^ld(-linux|-musl|64)?[-.\w]*\.so(\.\d+)?$/.test(path.slice(path.lastIndexOf('/') + 1));
