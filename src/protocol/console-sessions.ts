/** Operations on who is signed in, and by which identity provider. */
export const sessionOperations = {} as const;
